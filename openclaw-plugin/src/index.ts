import { hostApi } from './host/host-api.js';
import { register } from './register.js';
import { PLUGIN_ID } from './version.js';

/** What OpenClaw loads: the shape that its `definePluginEntry` makes, without needing OpenClaw for it. */
export default {
  id: PLUGIN_ID,
  name: 'MiniAsk',
  description: "The caller's own prompt, answered and streamed without sessions.",
  register(api: unknown): void {
    register(hostApi(api));
  },
};
