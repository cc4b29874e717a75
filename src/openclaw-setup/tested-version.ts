/** The OpenClaw release that the tests run against and that `deploy/openclaw` installs. */
export const TESTED_OPENCLAW = '2026.9.6';
