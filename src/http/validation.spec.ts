import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, type FieldError } from '../common/errors/app-error.js';
import { contractValidationPipe, toFieldErrors } from './validation.js';

class Item {
  @IsString()
  title: string;
}

class Body {
  @IsInt({ message: 'must be an integer' })
  count: number;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Item)
  items?: Item[];
}

const validate = (value: unknown): Promise<unknown> =>
  contractValidationPipe().transform(value, { type: 'body', metatype: Body });

async function errorsOf(value: unknown): Promise<readonly FieldError[] | undefined> {
  const error = await validate(value).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) return undefined;
  expect(error.code).toBe('INPUT_INVALID');
  return error.errors;
}

describe('contractValidationPipe', () => {
  it('makes the DTO of a body that fits', async () => {
    const body = await validate({ count: 1, items: [{ title: 'a' }] });
    expect(body).toBeInstanceOf(Body);
    expect(body).toEqual({ count: 1, items: [{ title: 'a' }] });
  });

  it('points into nested values', async () => {
    expect(await errorsOf({ count: 1, items: [{ title: 'a' }, { title: 5 }] })).toEqual([
      { pointer: '/items/1/title', message: 'title must be a string' },
    ]);
  });

  it('never turns one type into another', async () => {
    expect(await errorsOf({ count: '1' })).toEqual([{ pointer: '/count', message: 'must be an integer' }]);
  });

  it.each(['extra', 'constructor', 'toString', 'hasOwnProperty', '__proto__'])(
    'refuses the unknown field %s at every level',
    async (name) => {
      const hostile: unknown = JSON.parse(`{"count":1,${JSON.stringify(name)}:1,"items":[]}`);
      const nested: unknown = JSON.parse(`{"count":1,"items":[{"title":"a",${JSON.stringify(name)}:{}}]}`);
      expect(await errorsOf(hostile)).toContainEqual({
        pointer: `/${name}`,
        message: 'is not a known field',
      });
      expect(await errorsOf(nested)).toContainEqual({
        pointer: `/items/0/${name}`,
        message: 'is not a known field',
      });
    },
  );

  it('escapes names in pointers', async () => {
    expect(await errorsOf({ count: 1, 'a/b~c': 1 })).toEqual([
      { pointer: '/a~1b~0c', message: 'is not a known field' },
    ]);
  });

  it.for([null, undefined, 'text', '', 5, true, [], [{ count: 1 }]])('refuses the body %j', async (body) => {
    expect(await errorsOf(body)).toEqual([{ pointer: '', message: 'must be a JSON object' }]);
  });

  it('refuses a body nested deeply enough to overflow a stack', async () => {
    const deep: unknown = JSON.parse(`{"count":1,"items":${'['.repeat(30_000)}${']'.repeat(30_000)}}`);
    expect(await errorsOf(deep)).toEqual([{ pointer: '', message: 'is nested too deeply' }]);
  });

  it('answers a hostile body with a short list of short pointers', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `${i}${'x'.repeat(500)}`);
    const errors = await errorsOf({ count: 1, ...Object.fromEntries(names.map((name) => [name, 1])) });
    expect(errors).toHaveLength(20);
    expect(JSON.stringify(errors).length).toBeLessThan(4000);
  });

  it('either accepts or answers INPUT_INVALID, whatever the JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        const body: unknown = JSON.parse(json);
        const accepted = await validate(body).then(
          () => true,
          (thrown: unknown) => thrown instanceof AppError && thrown.code === 'INPUT_INVALID',
        );
        expect(accepted).toBe(true);
      }),
    );
  });
});

describe('toFieldErrors', () => {
  it('puts the prefix before each pointer', () => {
    const errors = [{ property: 'text', constraints: { isString: 'must be text' } }];
    expect(toFieldErrors(errors, '/input')).toEqual([{ pointer: '/input/text', message: 'must be text' }]);
  });
});
