import { beforeEach, expect, it } from 'vitest';
import { fakeApp, type FakeApp } from '../../testing/fakeApp.ts';
import { FakeModel } from '../../testing/fakeModel.ts';
import { startParser, type Parser } from '../parser/startParser.ts';

let fake: FakeApp;
let next: FakeModel;
/** What happens while a body is read. */
let meanwhile: () => void;

beforeEach(async () => {
  const parser = startParser();
  const whileReading = <T>(read: Promise<T>): Promise<T> => {
    meanwhile();
    return read;
  };
  const slow: Parser = {
    infer: (task) => whileReading(parser.infer(task)),
    imageFiles: (task) => whileReading(parser.imageFiles(task)),
    close: () => parser.close(),
  };
  fake = await fakeApp({ parser: slow });
  next = new FakeModel({ version: '2' });
  meanwhile = () => {
    fake.repository.models = [next];
  };
});

async function post(url: string, payload: object | Buffer, type: string) {
  const headers = { host: 'localhost', 'content-type': type };
  return (await fake.app.inject({ method: 'POST', url, payload, headers })).json<unknown>();
}

const image = { inputs: [{ name: 'images', datatype: 'BYTES', shape: [1], data: ['aaaa'] }] };

it('infer asks the version that answers when the body is read', async () => {
  expect(await post('/v2/models/fake/infer', image, 'application/json')).toMatchObject({
    model_version: '2',
  });
  expect([fake.model.asked.length, next.asked.length]).toEqual([0, 1]);
});

it('classify does so too', async () => {
  expect(await post('/v1/classify', Buffer.from('a file'), 'image/png')).toMatchObject({ version: '2' });
  expect([fake.model.asked.length, next.asked.length]).toEqual([0, 1]);
});

it('a version that is asked for and gone is not replaced by another', async () => {
  expect(await post('/v2/models/fake/versions/1/infer', image, 'application/json')).toEqual({
    error: expect.stringContaining('expected a model that is there'),
  });
  expect(next.asked).toEqual([]);
});
