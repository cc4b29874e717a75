import { type Behaviour, FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { type ProviderAct, WIRE_AGENTS, openClawWireContract } from './openclaw-wire.contract.js';

openClawWireContract('the fake gateway', async () => {
  const gateway = await FakeOpenClaw.start({ agents: WIRE_AGENTS });
  return {
    url: gateway.url,
    token: gateway.token,
    provider: async (act) => gateway.next(behaviourOf(act)),
    stop: () => gateway.stop(),
  };
});

function behaviourOf(act: ProviderAct): Behaviour {
  switch (act.kind) {
    case 'answer':
      return {
        kind: 'answer',
        text: act.tokens,
        ...(act.finishReason && { finishReason: act.finishReason }),
      };
    case 'status':
      return { ...act, kind: 'provider-error' };
    case 'drop':
      return { kind: 'provider-drop', after: act.tokens };
    case 'empty':
      return { kind: 'provider-empty' };
    case 'blocked':
      return { kind: 'provider-blocked' };
  }
}
