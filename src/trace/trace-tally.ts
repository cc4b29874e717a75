import { Injectable } from '@nestjs/common';

/** What became of records since the process was started: for whoever shows it to people. */
@Injectable()
export class TraceTally {
  /** Saves that the store refused, or did not answer in time. */
  failures = 0;
  spooled = 0;
  /** Of those that were spooled, in whatever process. */
  drained = 0;
  /** Records that are lost, each with an error in the log. */
  dropped = 0;
}
