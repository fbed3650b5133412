import { onPhotographed } from './inputs/camera.ts';
import { onDropped } from './inputs/dropFiles.ts';
import { onPasted } from './inputs/pasteFiles.ts';
import { onPicked } from './inputs/pickFiles.ts';
import { Session } from './session.ts';
import { ModelChoice } from './views/modelChoice.ts';

const models = new ModelChoice();
const session = new Session(models);
onPicked(session.add);
onPasted(session.add);
onDropped(session.add);
void onPhotographed(session.add);
void models.load();
