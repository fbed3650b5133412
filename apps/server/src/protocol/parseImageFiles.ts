import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { badRequest } from './badRequest.ts';
import { decodeBase64 } from './decodeBase64.ts';
import type { ImageFile } from './imageFile.ts';
import { parseJson } from './parseJson.ts';

/** Of one request; more images go into more requests. */
const MOST_FILES = 128;

const listSchema = z.looseObject({ images: z.array(z.unknown()) });

/**
 * The images of a plain request: a file as it is, a form with files, or JSON `{"images": [base64, ...]}`.
 *
 * @param contentType - in lower case but for its parameters; undefined where none came
 * @throws ServerError `SERVER_BAD_REQUEST`, `SERVER_UNSUPPORTED_TYPE`
 */
export async function parseImageFiles(
  body: Uint8Array,
  contentType: string | undefined,
): Promise<ImageFile[]> {
  const files = await filesIn(body, contentType);
  if (files.length === 0) throw badRequest('expected an image file but received none');
  if (files.length <= MOST_FILES) return files;
  throw badRequest(`expected at most ${MOST_FILES} images in a request but received ${files.length}`);
}

async function filesIn(body: Uint8Array, contentType: string | undefined): Promise<ImageFile[]> {
  const type = contentType?.split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return filesInForm(body, contentType!);
  if (type === 'application/json') {
    const { images } = parseJson(body, listSchema);
    return images.map((image, index) => ({ bytes: decodeBase64(image, `images[${index}]`) }));
  }
  // curl calls what it sends from a file a form unless told.
  if (type === undefined || /^(image\/.*|application\/(octet-stream|x-www-form-urlencoded))$/.test(type)) {
    return body.length === 0 ? [] : [{ bytes: body }];
  }
  throw new ServerError(
    'SERVER_UNSUPPORTED_TYPE',
    `expected an image, multipart/form-data or application/json but received ${type}`,
  );
}

async function filesInForm(body: Uint8Array, contentType: string): Promise<ImageFile[]> {
  // Bodies are received into memory of this thread's own.
  const form = await new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': contentType },
  })
    .formData()
    .catch((cause: unknown) => {
      throw badRequest('expected multipart/form-data but received what is none', { cause });
    });
  const files: File[] = [];
  form.forEach((entry) => {
    if (typeof entry !== 'string') files.push(entry);
  });
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}
