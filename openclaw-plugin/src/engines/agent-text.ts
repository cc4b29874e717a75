import { PluginError } from '../errors/plugin-error.js';

/**
 * Turns the snapshots in which OpenClaw tells an agent's text into pieces that only ever add to it.
 * OpenClaw takes text back when it finds one of its own directives in it.
 */
export class AgentText {
  private seen = '';

  /**
   * @param snapshot the whole text of the message so far.
   * @returns what is new.
   * @throws PluginError when text was taken back that the client has got already.
   */
  next(snapshot: string): string {
    if (snapshot.startsWith(this.seen)) {
      const delta = snapshot.slice(this.seen.length);
      this.seen = snapshot;
      return delta;
    }
    // Less space where a directive stood is no other text.
    if (squeezed(snapshot) !== squeezed(this.seen)) {
      throw new PluginError('internal_error', 'OpenClaw took back a part of the answer.');
    }
    this.seen = snapshot;
    return '';
  }

  /** Another message of the agent begins. */
  restart(): void {
    this.seen = '';
  }
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
