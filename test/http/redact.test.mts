import { expect, it } from 'vitest';

import type * as Redact from '../../http/redact';
import { built } from '../harness.mts';

const { redact } = built('./http/redact.js') as typeof Redact;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

it.each([
	['as it is', 'key k-123456, please', ['k-123456'], 'key [hidden], please'],
	['with quotes in JSON', '{"a":"say \\"hi\\""}', ['say "hi"'], '{"a":"[hidden]"}'],
	['by the strict rules of addresses', 'a=it%27s%2Aall', ["it's*all"], 'a=[hidden]'],
	['in a form', 'a=two+words', ['two words'], 'a=[hidden]'],
	['with small letters', 'a=a%2fb%2fc%2fd', ['a/b/c/d'], 'a=[hidden]'],
	['in an address within an address', 'u=a%252Fb%252Fcd', ['a/b/cd'], 'u=[hidden]'],
	['in base64', `auth ${base64('secret-1')}`, ['secret-1'], 'auth [hidden]'],
	[
		'in a login of a short user',
		`auth ${base64('me:secret-1')}`,
		['me', 'secret-1'],
		'auth [hidden]',
	],
	['a part of another one, told first', 'x abcdefghij y', ['abcdef', 'abcdefghij'], 'x [hidden] y'],
	['overlapping with another one', 'x abcdefghij y', ['abcdefg', 'efghij'], 'x [hidden] y'],
	['cut off by an excerpt', "said 'key abcde...'", ['abcdefghij'], "said 'key [hidden]...'"],
	['folded by an excerpt', 'say b c d e!', ['b  c   d  e'], 'say [hidden]!'],
	['pasted with a line break', 'key k-123456', ['k-123456\n'], 'key [hidden]'],
	['too short to be one', 'auto mode', ['auto'], 'auto mode'],
	['of blanks', 'a      b', ['      '], 'a[hidden]b'],
	['with half a character', 'x\ud800yyyyy', ['x\ud800yyyyy'], '[hidden]'],
])('a secret %s', (_form, text, secrets, clean) => {
	expect(redact(text, secrets)).toBe(clean);
});
