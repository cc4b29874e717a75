import { ChangeFeed } from '../config/changes/change-feed.js';

/** Tells of nothing: for a database whose processes cannot reach each other through it. */
export class NoChangeFeed extends ChangeFeed {
  override follow(): () => Promise<void> {
    return async () => {};
  }
}
