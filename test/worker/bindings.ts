/** The settings of the Worker under test: fixed secrets, and an address of Replicate that the tests answer at. */
export const workerTestBindings = {
  REPLICATE_API_TOKEN: 'r8_test',
  REPLICATE_BASE_URL: 'http://127.0.0.1:8799/v1',
  REPLICATE_WEBHOOK_SECRET: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  PUBLIC_URL: 'http://127.0.0.1:8787',
  ADMIN_TOKEN: 'admin-token-for-tests-0123456789abcdef',
  SIGNING_KEYS: 'k2:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA,k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY',
  ID_KEY: 'aWRrZXlpZGtleWlka2V5aWRrZXlpZGtleWlka2V5MDE',
  TIME_SCALE: '100',
  PREVIEW: '',
  TURNSTILE_SECRET: '0x4AAAAAAAfakefakefakefakefakefakefake',
  TURNSTILE_VERIFY_URL: 'http://127.0.0.1:8798/turnstile/v0/siteverify',
  MODEL: 'wan-video/wan-2.7-r2v',
}
