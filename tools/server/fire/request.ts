/** A request as it goes over the wire. */
export interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array | string;
}

/** The bytes of a request; headers that are given replace those that it would have by itself. */
export function requestBytes(path: string, { method, headers = {}, body = '' }: RequestParts = {}): Buffer {
  const bytes = Buffer.from(body);
  const all = {
    Host: '127.0.0.1',
    ...((bytes.length > 0 || method === 'POST') && { 'Content-Length': bytes.length }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const verb = method ?? (bytes.length > 0 ? 'POST' : 'GET');
  return Buffer.concat([Buffer.from(`${verb} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}

export const INFER = '/v2/models/digits/infer';

/** An infer request with its tensors, if any, as bytes behind the JSON. */
export function binaryInfer(document: object, ...tensors: readonly Uint8Array[]): RequestParts {
  const json = Buffer.from(JSON.stringify(document));
  return {
    headers: { 'Inference-Header-Content-Length': json.length },
    body: Buffer.concat([json, ...tensors]),
  };
}

/** One with everything in the JSON. */
export function jsonInfer(document: object): RequestParts {
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(document) };
}

/** A tensor of the type BYTES: each element with its length before it. */
export function bytesTensor(elements: readonly Uint8Array[]): Buffer {
  return Buffer.concat(elements.flatMap((element) => [uint32(element.length), element]));
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function floatBytes(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

const BOUNDARY = 'the-boundary';

/** Files as a form sends them. */
export function formOf(files: readonly Uint8Array[], type = 'image/png'): RequestParts {
  const parts = files.flatMap((file, index) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="images"; filename="${index}.png"\r\nContent-Type: ${type}\r\n\r\n`,
    file,
    '\r\n',
  ]);
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([...parts, `--${BOUNDARY}--\r\n`].map((part) => Buffer.from(part))),
  };
}
