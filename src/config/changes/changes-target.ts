/** Where changes take effect in this process. */
export abstract class ChangesTarget {
  /**
   * Resolves when the newest change of every subject that was stored before the call is in force, or ignored because it
   * does not fit.
   * @throws AppError `INTERNAL`, reason `storage`: then nothing has changed
   */
  abstract catchUp(): Promise<void>;
}
