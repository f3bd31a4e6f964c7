import { expect, it } from 'vitest';

import type * as Redact from '../../http/redact';
import { built } from '../harness.mts';

const redaction = built('./http/redact.js') as typeof Redact;

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
	['on a page', 'k=a&lt;b&gt;c&amp;d&quot;e&#39;f', [`a<b>c&d"e'f`], 'k=[hidden]'],
	['with slashes in JSON', '{"a":"key\\/one"}', ['key/one'], '{"a":"[hidden]"}'],
	['in JSON of ASCII only', '{"a":"sch\\u00f6n-1"}', ['schön-1'], '{"a":"[hidden]"}'],
	[
		'in JSON in JSON',
		'"{\\"a\\":\\"say \\\\\\"hi\\\\\\"\\"}"',
		['say "hi"'],
		'"{\\"a\\":\\"[hidden]\\"}"',
	],
	['in the base64 of addresses', 'auth Pj4-Pz8_Pj4-', ['>>>???>>>'], 'auth [hidden]'],
	['of which an excerpt shows four letters', 'key abcd...', ['abcdefghij'], 'key [hidden]...'],
	['of which an excerpt shows fewer', 'key abc...', ['abcdefghij'], 'key abc...'],
	['all of it before a cut', 'abcdef...', ['abcdef'], '[hidden]...'],
	['twice, side by side', 'k-1234k-1234, k-1234', ['k-1234'], '[hidden], [hidden]'],
	['later and earlier', 'a k-1234 b l-5678 c', ['l-5678', 'k-1234'], 'a [hidden] b [hidden] c'],
	['with half a character', 'x\ud800yyyyy', ['x\ud800yyyyy'], '[hidden]'],
])('a secret %s', (_form, text, secrets, clean) => {
	expect(redaction.redact(text, secrets)).toBe(clean);
});

it('a text becomes one line of a row', () => {
	expect(redaction.oneLine('one\r\n\ttwo\u2028three \u001b[31m')).toBe('one two three  [31m');
	expect(redaction.oneLine('x'.repeat(2_000))).toHaveLength(2_000);
	expect(redaction.oneLine('x'.repeat(2_001))).toBe(`${'x'.repeat(2_000)}...`);
});
