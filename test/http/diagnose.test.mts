// What a shop owner reads when a platform does not do what was asked: by status, by fault of the network, by what n8n says.
import { describe, expect, test } from 'vitest';

import type { Answer, ApiRequest } from '../../http/answer';
import type { Failure } from '../../http/failure';
import type { Problem } from '../../http/problem';
import { built } from '../harness.mts';

const diagnosis = built('./http/diagnose.js') as {
	diagnoseStatus(answer: Answer, name: string): Problem | undefined;
	excerpt(body: unknown): string;
	notData(answer: Answer, name: string): Problem;
};
const failure = built('./http/failure.js') as {
	failureOf(error: unknown, service: object, request: ApiRequest): Failure;
	isUnconnected(credential: object): boolean;
};
const problems = built('./http/problem.js') as {
	ChannelProblem: new (problem: Problem, maybeDone?: boolean) => Error & { maybeDone: boolean };
	problemOf(error: unknown): Problem;
};
const tokens = built('./http/token.js') as {
	tokenOf(answer: unknown, field?: string): string;
};

const answer = (status: number, body: unknown = '', headers = {}): Answer => ({
	status,
	headers,
	body,
});
const seen = (status: number, body?: unknown, headers?: object) =>
	diagnosis.diagnoseStatus(answer(status, body, headers), 'Shop');

const slowDown = {
	kind: 'throttled',
	message: 'Shop asked us to slow down.',
	nextStep: 'Run the remaining items again in a few minutes.',
};
const down = (status: number) => ({
	kind: 'unavailable',
	message: `Shop could not answer just now (status ${status}).`,
	nextStep:
		'Run the item again in a few minutes; look at the status page of the platform or host if it goes on.',
});
const locked = (status: number) => ({
	kind: 'refused',
	message: `Shop has locked or paused this account (status ${status}).`,
	nextStep: 'Sign in to the platform and settle what it asks for there.',
});
const changed = {
	kind: 'conflict',
	message: 'The listing was changed on Shop at the same moment.',
	nextStep: 'Run the item again.',
};
const moved = (to = '') => ({
	kind: 'refused',
	message: `Shop sent the request on to another address${to}; nothing was written.`,
	nextStep: 'Enter the final address of the shop in the credential (with or without www, https).',
});
const notUnderstood = (status: number) => ({
	kind: 'invalid',
	message: `Shop did not understand the request (status ${status}): 'no'`,
	nextStep: 'Check the SKU and the channel options; report this message if they are right.',
});

describe('a status', () => {
	test.each([
		[429, slowDown],
		[408, down(408)],
		[500, down(500)],
		[599, down(599)],
		[300, moved()],
		[399, moved()],
		[
			401,
			{
				kind: 'login',
				message: 'Shop did not accept the login.',
				nextStep: 'Open the credential, enter the login again and press Test.',
			},
		],
		[402, locked(402)],
		[423, locked(423)],
		[
			403,
			{
				kind: 'permission',
				message: 'The login is right, but Shop does not let it do this.',
				nextStep:
					'Give the app or key the rights listed on its page in the docs, then test the credential.',
			},
		],
		[
			404,
			{
				kind: 'notFound',
				message: 'Shop does not know this address or item.',
				nextStep: 'Check the SKU, and the shop address in the credential.',
			},
		],
		[409, changed],
		[412, changed],
		[400, notUnderstood(400)],
		[499, notUnderstood(499)],
	])('%i', (status, problem) => {
		expect(seen(status, 'no')).toEqual(problem);
	});

	test.each([200, 204, 299])('%i is good', (status) => {
		expect(seen(status, { ok: true })).toBeUndefined();
		expect(seen(status, 'sku;quantity')).toBeUndefined();
	});

	test('says how long the platform asks to wait', () => {
		expect(seen(429, '', { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
		expect(seen(503, '', { 'retry-after': '8' })).toMatchObject({ retryAfterMs: 8_000 });
	});

	test('says where a redirect leads, by its host only', () => {
		expect(seen(301, '', { location: 'https://www.shop.example/a?token=b' })).toEqual(
			moved(' (www.shop.example)'),
		);
		expect(seen(302, '', { location: '/login' })).toEqual(moved(' (the same host)'));
	});
});

describe('a page instead of data', () => {
	const page = (text: string) => ({
		kind: 'unavailable',
		message: `A web page came back instead of data, most likely from a firewall, a login page or a maintenance page: '${text}'`,
		nextStep:
			"Check the shop address in the credential, and let the host's firewall or security plug-in pass requests from n8n.",
	});

	test.each([
		['by its type', 'Checking your browser', { 'content-type': 'text/html; charset=utf-8' }],
		['by its first words', ' <!DOCTYPE html><p>Checking your browser</p>', {}],
		['by its first tag', '<HTML><b>Checking</b>\n\t your browser', {}],
	])('is known %s', (_, body, headers) => {
		expect(seen(200, body, headers)).toEqual(page('Checking your browser'));
		expect(seen(403, body, headers)).toEqual(page('Checking your browser'));
	});

	test('is not data that only speaks of one', () => {
		expect(seen(200, 'sku <html>', {})).toBeUndefined();
		expect(seen(200, { a: 1 }, { 'content-type': 'text/html' })).toBeUndefined();
	});

	test('is quoted in one line, and only its beginning', () => {
		expect(diagnosis.excerpt(`  a${'b'.repeat(300)}`)).toBe(`a${'b'.repeat(199)}...`);
		expect(diagnosis.excerpt('c'.repeat(200))).toBe('c'.repeat(200));
		expect(diagnosis.excerpt({ error: 'no' })).toBe('{"error":"no"}');
		expect(diagnosis.excerpt(undefined)).toBe('');
	});

	test('or anything else that is not data is said to be so', () => {
		expect(diagnosis.notData(answer(200, 'Warning: out of memory'), 'Shop')).toEqual({
			kind: 'unavailable',
			message: "Shop answered with something that is not data: 'Warning: out of memory'",
			nextStep:
				'Check the shop address in the credential and whether the shop shows warnings or a maintenance page.',
		});
	});
});

describe('what n8n raises', () => {
	const request: ApiRequest = { method: 'GET', path: '/items' };
	const service = {
		name: 'Shop',
		diagnose: (given: Answer) => diagnosis.diagnoseStatus(given, 'Shop'),
	};
	const raised = (error: unknown) => failure.failureOf(error, service, request);
	const fault = (code: string, message = code) => Object.assign(new Error(message), { code });

	test('with a status is what the platform said', () => {
		const response = { status: 429, headers: { 'Retry-After': '3' }, data: '{"a":1}' };
		expect(raised({ cause: { response } })).toEqual({
			problem: { ...slowDown, retryAfterMs: 3_000 },
			sent: true,
		});
		expect(raised({ response })).toMatchObject({ problem: { kind: 'throttled' } });
		expect(raised({ httpCode: '404' })).toMatchObject({
			problem: { kind: 'notFound' },
			sent: true,
		});
		const context = { data: 'so no' };
		expect(raised({ httpCode: '400', context }).problem.message).toContain("'so no'");
		expect(raised({ cause: { response: { status: 400, data: 'as it is' } } }).problem.message).toBe(
			"Shop did not understand the request (status 400): 'as it is'",
		);
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'%s: nothing went out',
		(code) => {
			expect(raised({ cause: fault(code) })).toEqual({
				problem: {
					kind: 'unavailable',
					message: `Shop could not be reached (${code}).`,
					nextStep:
						'Check the address in the credential and whether the shop is online, then run the item again.',
					code,
				},
				sent: false,
			});
		},
	);

	test.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE'])('%s: it may have been done', (code) => {
		const broken = {
			problem: {
				kind: 'unavailable',
				message: `The connection to Shop broke off before the answer came (${code}).`,
				nextStep:
					'Check the address in the credential and whether the shop is online, then run the item again.',
				code,
			},
			sent: true,
		};
		expect(raised(fault(code))).toEqual(broken);
		expect(raised({ httpCode: code })).toEqual(broken);
	});

	test.each([
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'SELF_SIGNED',
		'ALTNAME',
	])('%s is a certificate', (code) => {
		expect(raised(fault(code)).problem).toEqual({
			kind: 'refused',
			message: `The certificate of Shop is not valid (${code}), so nothing was sent.`,
			nextStep: "Renew the shop's certificate, or correct the address in the credential.",
			code,
		});
	});

	test.each([
		'SSRF protection',
		'The request was blocked: address 10.0.0.4',
		'This address is blocked',
		'The hostname is restricted',
	])('%s: n8n keeps private networks closed', (message) => {
		expect(raised(new Error(message)).problem).toEqual({
			kind: 'refused',
			message:
				'n8n does not allow requests to the address of Shop, because it is on a private network.',
			nextStep: 'Ask the administrator of n8n to add the host to N8N_SSRF_ALLOWED_HOSTNAMES.',
		});
	});

	const signIn = {
		problem: {
			kind: 'login',
			message: 'The connection to Shop has ended, or its client ID and secret are wrong.',
			nextStep: 'Open the credential, check client ID and secret, and connect the account again.',
		},
		sent: false,
	};
	test.each([
		'invalid_grant',
		'invalid_client: unknown',
		'The account needs to be reconnected',
		'No refresh token is available',
		'Credentials not connected',
		'Unable to sign without access token',
	])('%s: the account has to be connected again', (message) => {
		expect(raised(new Error(message))).toEqual(signIn);
		expect(raised({ cause: { message } })).toEqual(signIn);
	});

	test('EAUTH is the same', () => {
		expect(raised({ code: 'EAUTH' })).toEqual(signIn);
	});

	test('a login that gave no token never let the request out', () => {
		let cause: unknown;
		try {
			tokens.tokenOf('<html>');
		} catch (error) {
			cause = error;
		}
		expect(raised({ cause })).toEqual({
			problem: {
				kind: 'unavailable',
				message:
					'Shop could not be asked: A web page came back instead of a token, most likely from a firewall or proxy.',
				nextStep:
					"Test the credential, and let the host's firewall or proxy pass requests from n8n.",
			},
			sent: false,
		});
	});

	test('anything else is passed on as it is, never silent', () => {
		const nextStep = 'Test the credential; if it is fine, report this message.';
		expect(raised(new Error('odd'))).toEqual({
			problem: {
				kind: 'unknown',
				message: 'The request to Shop did not go through: odd',
				nextStep,
			},
			sent: true,
		});
		expect(raised('odd text').problem.message).toBe(
			'The request to Shop did not go through: odd text',
		);
		expect(raised(fault('42', 'odd')).problem).toMatchObject({ kind: 'unknown', code: '42' });
		expect(raised({ httpCode: '99' }).problem.kind).toBe('unknown');
		expect(raised(fault('xECONNRESET')).problem.kind).toBe('unknown');
		expect(raised(fault('ECONNRESET2')).problem.kind).toBe('unknown');
		// A good status that n8n raised all the same is no answer.
		expect(raised({ httpCode: '200' }).problem.kind).toBe('unknown');
	});
});

test('an account is unconnected when somebody has to sign in and nobody has', () => {
	const signedIn = { access_token: 'a' };
	for (const grantType of ['authorizationCode', 'pkce']) {
		expect(failure.isUnconnected({ grantType })).toBe(true);
		expect(failure.isUnconnected({ grantType, oauthTokenData: {} })).toBe(true);
		expect(failure.isUnconnected({ grantType, oauthTokenData: signedIn })).toBe(false);
	}
	expect(failure.isUnconnected({ grantType: 'clientCredentials' })).toBe(false);
	expect(failure.isUnconnected({})).toBe(false);
});

describe('a problem', () => {
	const problem: Problem = { kind: 'refused', message: 'No.', nextStep: 'Ask.' };

	test('is itself, and says whether something may have been done', () => {
		const known = new problems.ChannelProblem(problem);
		expect(problems.problemOf(known)).toBe(problem);
		expect(known).toMatchObject({ message: 'No.', name: 'ChannelProblem', maybeDone: false });
		expect(new problems.ChannelProblem(problem, true).maybeDone).toBe(true);
	});

	test('of any other error is unknown, with its text', () => {
		const nextStep = 'Run the item again; if it happens again, report this message.';
		const unexpected = (text: string) => ({
			kind: 'unknown',
			message: `Something unexpected happened: ${text}`,
			nextStep,
		});
		expect(problems.problemOf(new TypeError('a is not b'))).toEqual(unexpected('a is not b'));
		expect(problems.problemOf('just text')).toEqual(unexpected('just text'));
	});
});

describe('a token', () => {
	test('is taken from its field', () => {
		expect(tokens.tokenOf({ access_token: 'a' })).toBe('a');
		expect(tokens.tokenOf({ Token: 'b' }, 'Token')).toBe('b');
	});

	test.each([[null], ['<html>'], [{}], [{ access_token: '' }], [{ access_token: 7 }], [undefined]])(
		'%j holds none',
		(given) => {
			expect(() => tokens.tokenOf(given)).toThrow('A web page came back instead of a token');
		},
	);
});
