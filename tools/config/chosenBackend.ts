/*
 * Before each test file: loads the backend that RESNEXT_TEST_BACKEND names, on RESNEXT_TEST_DEVICE, if they do, so
 * that the suites which run on every backend can run on that one alone. `tools/libtensorflow/test.sh` does so.
 */
const chosen = process.env['RESNEXT_TEST_BACKEND'];
if (chosen) {
  const { selectBackend } = await import('../../packages/runtime/src/index.ts');
  await selectBackend(chosen as 'tensorflow', { device: process.env['RESNEXT_TEST_DEVICE'] });
}
