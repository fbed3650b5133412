"""Asks a running server everything that tritonclient can ask it, sync and aio; tritonclient.sh starts it.

usage: check_tritonclient.py SERVED.json CLASSIFIED.json
SERVED is what `resnext serve --json` printed, CLASSIFIED what `resnext classify --logits --json` did for the same weights.
"""

import asyncio
import itertools
import json
import pathlib
import sys

import numpy as np
import tritonclient.http as sync
import tritonclient.http.aio as aio
from tritonclient.utils import InferenceServerException

MODEL = "digits"
COMPRESSIONS = (None, "gzip", "deflate")


def tensor(client, values, binary=True):
    datatype = {"float32": "FP32", "uint8": "UINT8", "object": "BYTES"}[str(values.dtype)]
    made = client.InferInput("images", list(values.shape), datatype)
    return [made.set_data_from_numpy(values, binary_data=binary)]


def wanted(client, name="logits", **options):
    return [client.InferRequestedOutput(name, **options)]


def check_lifecycle(index, ready_after_unload, ready_after_load):
    assert [entry["name"] for entry in index] == [MODEL], index
    assert not ready_after_unload and ready_after_load


def check_refused(error):
    assert isinstance(error, InferenceServerException) and error.status() == "404", error
    assert "letters" in error.message(), error


def close(received, expected):
    np.testing.assert_allclose(received, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


class Checks:
    """What both clients are asked; `ask` runs a call of either and gives its result."""

    def __init__(self, module, client, ask, classified):
        self.module = module
        self.client = client
        self.ask = ask
        self.files = [pathlib.Path(entry["path"]).read_bytes() for entry in classified]
        self.logits = np.array([entry["logits"] for entry in classified], dtype=np.float32)

    async def run(self):
        await self.questions()
        await self.answers()
        await self.lifecycle()

    async def questions(self):
        client, ask = self.client, self.ask
        assert await ask(client.is_server_live())
        assert await ask(client.is_server_ready())
        assert await ask(client.is_model_ready(MODEL))
        assert await ask(client.is_model_ready(MODEL, "1"))
        assert not await ask(client.is_model_ready("letters"))
        assert "binary_tensor_data" in (await ask(client.get_server_metadata()))["extensions"]
        metadata = await ask(client.get_model_metadata(MODEL))
        assert [output["name"] for output in metadata["outputs"]] == ["logits", "probabilities"], metadata
        assert (await ask(client.get_model_config(MODEL)))["max_batch_size"] >= 1
        statistics = await ask(client.get_inference_statistics(MODEL))
        assert statistics["model_stats"][0]["name"] == MODEL, statistics

    async def answers(self):
        files = np.array(self.files, dtype=np.object_)
        for index, logits in enumerate(self.logits):
            result = await self.infer(files[index : index + 1], wanted(self.module))
            # To the bit: a batch of one is what `resnext classify` computes.
            np.testing.assert_array_equal(result.as_numpy("logits"), logits[None])
        for request, response in itertools.product(COMPRESSIONS, COMPRESSIONS):
            result = await self.infer(
                files,
                wanted(self.module),
                request_compression_algorithm=request,
                response_compression_algorithm=response,
            )
            close(result.as_numpy("logits"), self.logits)
        result = await self.infer(files, wanted(self.module, class_count=3), request_id="forty-two")
        assert result.get_response()["id"] == "forty-two"
        best = [[int(text.split(b":")[1]) for text in row] for row in result.as_numpy("logits")]
        assert best == np.argsort(-self.logits, axis=1)[:, :3].tolist(), best
        await self.numbers()

    async def numbers(self):
        """The same numbers in binary and in JSON, either way."""
        values = (np.arange(128) * 37 % 101).astype(np.float32).reshape(2, 8, 8, 1) / 32 - 1.5
        results = []
        for inward, outward in itertools.product((True, False), (True, False)):
            inputs = tensor(self.module, values, binary=inward)
            outputs = wanted(self.module, binary_data=outward)
            results.append((await self.ask(self.client.infer(MODEL, inputs, outputs=outputs))).as_numpy("logits"))
        for result in results:
            np.testing.assert_array_equal(result, results[0])
        pixels = (np.arange(64) * 37 % 256).astype(np.uint8).reshape(1, 8, 8, 1)
        everything = await self.infer(pixels, None)
        probabilities = everything.as_numpy("probabilities")
        close(probabilities.sum(axis=1), np.ones(1))

    async def infer(self, values, outputs, **options):
        inputs = tensor(self.module, values)
        return await self.ask(self.client.infer(MODEL, inputs, outputs=outputs, **options))

    async def lifecycle(self):
        client, ask = self.client, self.ask
        index = await ask(client.get_model_repository_index())
        await ask(client.unload_model(MODEL))
        after_unload = await ask(client.is_model_ready(MODEL))
        await ask(client.load_model(MODEL))
        check_lifecycle(index, after_unload, await ask(client.is_model_ready(MODEL)))


async def at_once(value):
    return value


async def check_sync(address, classified):
    with sync.InferenceServerClient(address, concurrency=4) as client:
        checks = Checks(sync, client, at_once, classified)
        await checks.run()
        files = np.array(checks.files, dtype=np.object_)
        handles = [client.async_infer(MODEL, tensor(sync, files), outputs=wanted(sync)) for _ in range(8)]
        for handle in handles:
            close(handle.get_result().as_numpy("logits"), checks.logits)
        try:
            client.infer("letters", tensor(sync, files))
            raise AssertionError("a model that is not there answered")
        except InferenceServerException as error:
            check_refused(error)


async def check_aio(address, classified):
    async def ask(call):
        return await call

    async with aio.InferenceServerClient(address) as client:
        checks = Checks(aio, client, ask, classified)
        await checks.run()
        try:
            await client.get_model_metadata("letters")
            raise AssertionError("a model that is not there has metadata")
        except InferenceServerException as error:
            check_refused(error)


def main():
    served, classified = (json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:])
    address = served["address"].removeprefix("http://")
    asyncio.run(check_sync(address, classified))
    asyncio.run(check_aio(address, classified))
    print("tritonclient, sync and aio: all answers are as `resnext classify` gives them")


main()
