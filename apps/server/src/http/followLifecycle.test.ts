import { expect, it } from 'vitest';
import { fakeApp } from '../testing/fakeApp.ts';
import { RawClient } from '../testing/rawClient.ts';

it('nothing is in flight for a client that is gone, of requests that waited behind another too', async () => {
  const { app, model, lifecycle } = await fakeApp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  model.hold();
  const client = await RawClient.connect(app);
  for (let count = 0; count < 20; count++) {
    client.head('POST /v1/classify', { 'Content-Type': 'image/png', 'Content-Length': 4 });
    client.socket.write('some');
  }
  await expect.poll(() => model.asked.length).toBe(20);
  expect(lifecycle.inFlight).toBe(20);
  client.socket.destroy();
  await expect.poll(() => lifecycle.inFlight).toBe(0);
  expect(model.asked.every(({ options }) => options.signal?.aborted)).toBe(true);
});
