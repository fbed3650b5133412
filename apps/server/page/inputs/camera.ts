import { byId, contextOf, create } from '../dom.ts';

/** Offers the camera where there is one, and says why where it cannot be used. */
export async function onPhotographed(add: (files: readonly File[]) => void): Promise<void> {
  const button = byId('use-camera', HTMLButtonElement);
  const offer = async (): Promise<void> => tell(await whyNoCamera());
  button.addEventListener('click', () => {
    takePicture().then(
      (file) => file && add([file]),
      (error: unknown) => tell(explain(error)),
    );
  });
  await offer();
  if (isSecureContext) navigator.mediaDevices.addEventListener('devicechange', () => void offer());
}

function tell(whyNot: string | undefined): void {
  byId('use-camera', HTMLButtonElement).hidden = whyNot !== undefined;
  const reason = byId('no-camera', HTMLElement);
  reason.hidden = whyNot === undefined;
  reason.textContent = whyNot ?? '';
}

async function whyNoCamera(): Promise<string | undefined> {
  if (!isSecureContext) return 'No camera: browsers lend it to pages from localhost or over HTTPS only.';
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some(({ kind }) => kind === 'videoinput') ? undefined : 'No camera: this machine has none.';
}

function explain(error: unknown): string {
  if (error instanceof DOMException && error.name === 'NotAllowedError') {
    return 'No camera: this page may not use it. The browser’s settings for this page can allow it.';
  }
  return 'No camera: it does not answer. Another program may be using it.';
}

/** What was in front of the camera when the button was pressed; nothing if it was not. */
async function takePicture(): Promise<File | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 960 } },
  });
  try {
    const dialog = byId('camera-dialog', HTMLDialogElement);
    const view = byId('camera-view', HTMLVideoElement);
    view.srcObject = stream;
    dialog.showModal();
    await view.play();
    return (await isShot(dialog)) ? await still(view) : undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

function isShot(dialog: HTMLDialogElement): Promise<boolean> {
  dialog.returnValue = '';
  byId('shoot', HTMLButtonElement).onclick = () => dialog.close('shot');
  byId('camera-cancel', HTMLButtonElement).onclick = () => dialog.close();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'shot'), { once: true });
  });
}

async function still(view: HTMLVideoElement): Promise<File | undefined> {
  const canvas = create('canvas', '');
  canvas.width = view.videoWidth;
  canvas.height = view.videoHeight;
  contextOf(canvas).drawImage(view, 0, 0);
  const image = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  const time = new Date().toLocaleTimeString(undefined, { timeStyle: 'medium' });
  return image ? new File([image], `Camera, ${time}`, { type: image.type }) : undefined;
}
