import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';

/** A connection on which a test says what it likes, in the pieces that it likes. */
export class RawClient {
  /** All that came back. */
  received = '';
  /** When no more comes back, or the connection is cut. */
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.on('data', (data) => (this.received += data.toString('latin1')));
    // What the server cuts, and why, is what tests look at.
    socket.on('error', () => {});
    this.closed = once(socket, 'close');
  }

  /** @param app one that listens */
  static async connect(app: FastifyInstance): Promise<RawClient> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Says a request's head, which ends with an empty line. */
  head(start: string, headers: Readonly<Record<string, string | number>> = {}): void {
    const lines = Object.entries({ Host: 'localhost', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    this.socket.write([`${start} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  }
}
