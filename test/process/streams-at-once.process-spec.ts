import { streamsAtOnce } from '../support/streams-at-once.js';

streamsAtOnce(1000);
