"""Records, byte for byte, what the Python tritonclient sends: one file a request, into test/golden/serving.

usage: PYTHONPATH=CLIENT/src/python/library python3 tools/server/record_tritonclient.py OUT

The client comes from a checkout of its repository, with Debian's python3-geventhttpclient, python3-rapidjson, python3-gevent,
python3-aiohttp and python3-numpy. Who answers here is a stub: what a server must say to these bytes is written in
test/src/servingVectors.test.ts, which sends them again.
"""

import asyncio
import gzip
import pathlib
import socket
import sys
import threading
import types

import aiohttp
import geventhttpclient
import numpy as np
import tritonclient.http as sync
import tritonclient.http.aio as aio

# Triton's own port: the header Host is part of what is recorded.
PORT = 8000
MODEL = "digits"

# gzip writes the time into its header. Without it the same client makes the same bytes.
gzip.time = types.SimpleNamespace(time=lambda: 0)

ANSWER = b'{"model_name":"digits","outputs":[]}'


class Recorder:
    """Keeps the bytes of every request, and answers each as if all were well."""

    def __init__(self):
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", PORT))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        received = b""
        while piece := connection.recv(65536):
            received += piece
            head, end, body = received.partition(b"\r\n\r\n")
            if not end or len(body) < content_length(head):
                continue
            self.requests.append(received)
            received = b""
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(ANSWER), ANSWER)
            )


def content_length(head):
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def normalised(count):
    """[count, 8, 8, 1]: thirty-seconds, which float32 and JSON hold exactly."""
    values = np.arange(count * 64) * 37 % 101
    return (values.astype(np.float32) / 32 - 1.5).reshape(count, 8, 8, 1)


def pixels(count):
    return (np.arange(count * 64) * 37 % 256).astype(np.uint8).reshape(count, 8, 8, 1)


def files(*names):
    assets = pathlib.Path(__file__).parents[2] / "packages/data/test-assets/pil"
    return np.array([(assets / name).read_bytes() for name in names], dtype=np.object_)


def tensor(client, values, binary=True):
    datatype = {"float32": "FP32", "uint8": "UINT8", "object": "BYTES"}[str(values.dtype)]
    made = client.InferInput("images", list(values.shape), datatype)
    return [made.set_data_from_numpy(values, binary_data=binary)]


def wanted(client, name="logits", **options):
    return [client.InferRequestedOutput(name, **options)]


def inferences(client):
    """Name -> what `infer` is called with, for both clients."""
    one, two = tensor(client, normalised(1)), tensor(client, normalised(2))
    binary = wanted(client)
    return {
        "binary": dict(inputs=two, outputs=binary),
        "binary-all-outputs": dict(inputs=one),
        "binary-version": dict(inputs=one, outputs=binary, model_version="1"),
        "binary-in-json-out": dict(inputs=one, outputs=wanted(client, binary_data=False)),
        "json-in-binary-out": dict(inputs=tensor(client, normalised(1), binary=False), outputs=binary),
        "json": dict(
            inputs=tensor(client, normalised(1), binary=False),
            outputs=wanted(client, binary_data=False) + wanted(client, "probabilities", binary_data=False),
        ),
        "pixels": dict(inputs=tensor(client, pixels(2)), outputs=binary),
        "pixels-json": dict(
            inputs=tensor(client, pixels(1), binary=False), outputs=wanted(client, binary_data=False)
        ),
        "files": dict(inputs=tensor(client, files("00.png", "01.png")), outputs=binary),
        "classification": dict(inputs=two, outputs=wanted(client, class_count=3)),
        "classification-json": dict(
            inputs=two, outputs=wanted(client, "probabilities", class_count=2, binary_data=False)
        ),
        "parameters": dict(
            inputs=one, outputs=binary, request_id="forty-two", priority=1, timeout=60_000_000
        ),
        "request-gzip": dict(inputs=two, outputs=binary, request_compression_algorithm="gzip"),
        "request-deflate": dict(inputs=two, outputs=binary, request_compression_algorithm="deflate"),
        "response-gzip": dict(inputs=two, outputs=binary, response_compression_algorithm="gzip"),
        "response-deflate": dict(inputs=two, outputs=binary, response_compression_algorithm="deflate"),
        "unknown-output": dict(inputs=one, outputs=wanted(client, "colour")),
        "unknown-model": dict(inputs=one, model_name="letters"),
        "unknown-version": dict(inputs=one, model_version="7"),
    }


# Name -> the client's method and its arguments.
CALLS = {
    "live": ("is_server_live",),
    "ready": ("is_server_ready",),
    "server-metadata": ("get_server_metadata",),
    "model-ready": ("is_model_ready", MODEL),
    "model-ready-version": ("is_model_ready", MODEL, "1"),
    "model-metadata": ("get_model_metadata", MODEL),
    "model-metadata-version": ("get_model_metadata", MODEL, "1"),
    "model-metadata-unknown": ("get_model_metadata", "letters"),
    "model-config": ("get_model_config", MODEL),
    "statistics": ("get_inference_statistics",),
    "statistics-model": ("get_inference_statistics", MODEL, "1"),
    "repository-index": ("get_model_repository_index",),
    "repository-load": ("load_model", MODEL),
    "repository-unload": ("unload_model", MODEL),
}


class Writer:
    def __init__(self, recorder, folder):
        self.recorder = recorder
        self.folder = folder

    def write(self, name):
        [request] = self.recorder.requests
        self.recorder.requests.clear()
        (self.folder / f"{name}.http").write_bytes(request)


def infer_arguments(options):
    return {"model_name": MODEL, **options}


def record_sync(writer):
    with sync.InferenceServerClient(f"127.0.0.1:{PORT}") as client:
        for name, (method, *arguments) in CALLS.items():
            getattr(client, method)(*arguments)
            writer.write(f"sync-{name}")
        for name, options in inferences(sync).items():
            client.infer(**infer_arguments(options))
            writer.write(f"sync-infer-{name}")
        client.async_infer(**infer_arguments(inferences(sync)["binary"])).get_result()
        writer.write("sync-async-infer")
        record_bodies(client, writer)


def record_bodies(client, writer):
    """What people send who make the body with the client, and the request by themselves."""
    generate = client.generate_request_body
    body, json_size = generate(tensor(sync, normalised(2)), outputs=wanted(sync))
    header = {"Inference-Header-Content-Length": json_size}
    raw = normalised(1).tobytes()
    posts = {
        "generated-body": (body, header),
        "generated-body-octet-stream": (body, {**header, "Content-Type": "application/octet-stream"}),
        "generated-body-form": (body, {**header, "Content-Type": "application/x-www-form-urlencoded"}),
        "generated-body-odd-type": (body, {**header, "Content-Type": "no type at all"}),
        "raw-input": (raw, {"Inference-Header-Content-Length": 0}),
    }
    for name, (body, headers) in posts.items():
        client._client_stub.post(f"/v2/models/{MODEL}/infer", body=body, headers=headers).read()
        writer.write(f"sync-{name}")


async def record_aio(writer):
    async with aio.InferenceServerClient(f"127.0.0.1:{PORT}") as client:
        for name, (method, *arguments) in CALLS.items():
            await getattr(client, method)(*arguments)
            writer.write(f"aio-{name}")
        for name, options in inferences(aio).items():
            await client.infer(**infer_arguments(options))
            writer.write(f"aio-infer-{name}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    writer = Writer(Recorder(), pathlib.Path(sys.argv[1]))
    record_sync(writer)
    asyncio.run(record_aio(writer))
    print(f"geventhttpclient {geventhttpclient.__version__}, aiohttp {aiohttp.__version__}")


main()
