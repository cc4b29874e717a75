import { Reflector } from '@nestjs/core';

/** Marks a handler or a controller that needs no token; everything else does. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });
