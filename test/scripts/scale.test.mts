import { describe, expect, it } from 'vitest';
import type { Execution } from '../../scripts/n8n/executions.mts';
import { Deliveries } from '../../scripts/scale/deliveries.mts';
import { sharedEnvironment, workerEnvironment } from '../../scripts/scale/environment.mts';
import { readOptions, UsageError } from '../../scripts/scale/options.mts';
import { isGood } from '../../scripts/scale/report.mts';
import { isThrottle } from '../../scripts/scale/throttles.mts';
import { judge } from '../../scripts/scale/verdict.mts';

describe('flags of the scale run', () => {
	it('has two workers and sixty SKUs unless told', () => {
		expect(readOptions([])).toEqual({ json: false, skus: 60, workers: 2, help: false });
		expect(readOptions(['--skus', '5', '--workers', '3', '--json'])).toMatchObject({
			json: true,
			skus: 5,
			workers: 3,
		});
	});

	it.each([['--skus', '0'], ['--workers', 'many'], ['--workers', '9'], ['--fast']])(
		'explains itself at %j',
		(...args) => {
			expect(() => readOptions(args)).toThrow(UsageError);
		},
	);
});

describe('the settings of n8n', () => {
	const shared = {
		redisPort: 6390,
		postgres: { port: 5440, user: 'n8n', password: 'a-password', database: 'postgres' },
		encryptionKey: 'one-key-for-all',
	};

	it('name the queue, the database and the key', () => {
		expect(sharedEnvironment(shared)).toMatchObject({
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_PORT: '6390',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_PORT: '5440',
			DB_POSTGRESDB_PASSWORD: 'a-password',
			N8N_ENCRYPTION_KEY: 'one-key-for-all',
		});
	});

	it('are the same for a worker, which also serves its health', () => {
		const worker = workerEnvironment(shared, 5690);
		expect(worker).toMatchObject(sharedEnvironment(shared));
		expect(worker.QUEUE_HEALTH_CHECK_PORT).toBe('5690');
	});
});

describe('repeated deliveries', () => {
	it('sends each one to three times, one that is refused only once', async () => {
		const urls: string[] = [];
		const deliveries = new Deliveries(1, async ({ url }) => {
			urls.push(url);
			return url === 'b' ? 503 : 200;
		});
		const send = (url: string) =>
			deliveries.deliver({ url, method: 'POST', headers: {}, body: '{}' });
		expect(await send('a')).toBe(200);
		expect(await send('b')).toBe(503);
		expect(await send('c')).toBe(200);
		await expect.poll(() => deliveries.idle).toBe(true);
		expect(urls.toSorted()).toEqual(['a', 'b', 'c', 'c', 'c']);
		expect(deliveries).toMatchObject({ sent: 3, calls: 5, refused: 1 });
	});
});

describe('the verdict', () => {
	const row = (channel: string, changed = true, confirmed = true) => ({
		json: {
			sku: 'A',
			channel,
			outcome: changed ? 'offSale' : 'alreadyOffSale',
			changed,
			confirmed,
		},
	});
	const event = (eventId: string) => ({ json: { eventId } });
	const run = (id: string, eventId: string, passes: boolean, rows: object[]): Execution => ({
		id,
		status: 'success',
		nodes: {
			'Is it a stock-out?': [[event(eventId)], []],
			'Drop repeats': [passes ? [event(eventId)] : []],
			'Take off sale': [rows as Execution['nodes'][string][number], []],
		},
	});
	const channels = ['shopify', 'square'];
	const both = [row('shopify'), row('square')];
	const good = run('1', 'e1', true, both);
	const judged = (...executions: Execution[]) => judge(executions, ['A'], channels);
	const rest = {
		skus: 1,
		sent: 1,
		calls: 1,
		refused: 0,
		onSale: [],
		allOffSaleMs: 1,
		throttled: {},
		ledgerRows: 2,
		byWorker: [1, 0],
	};

	it('is good when a repeat was dropped', () => {
		const verdict = judged(good, run('2', 'e1', false, []));
		expect(verdict).toMatchObject({ executions: 2, events: 1, lost: [], passedAgain: [] });
		expect(verdict).toMatchObject({ confirmed: 2, unconfirmed: [], changedAgain: [], failed: [] });
		expect(isGood({ ...verdict, ...rest })).toBe(true);
	});

	it('tells a repeat that came through from one that changed a listing again', () => {
		const idle = [row('shopify', false), row('square', false)];
		const harmless = judged(good, run('2', 'e1', true, idle));
		expect(harmless).toMatchObject({ passedAgain: ['e1'], changedAgain: [] });
		const twice = judged(good, run('2', 'e1', true, both));
		expect(twice.changedAgain).toEqual(['shopify/A', 'square/A']);
		expect(isGood({ ...twice, ...rest })).toBe(false);
	});

	it('sees an event that was lost, a run that failed and a listing nobody read back', () => {
		const broken: Execution = { ...run('2', 'e2', false, []), status: 'error' };
		const verdict = judged(
			run('1', 'e1', true, [row('shopify'), row('square', true, false)]),
			broken,
		);
		expect(verdict.lost).toEqual(['e2']);
		expect(verdict.failed).toEqual(['2 error: no reason given']);
		expect(verdict.unconfirmed).toEqual(['square/A']);
		expect(isGood({ ...verdict, ...rest })).toBe(false);
	});

	it('is not good when fewer events came than SKUs ran out', () => {
		expect(isGood({ ...judged(good), ...rest, skus: 2 })).toBe(false);
	});
});

describe('answers that say "too fast"', () => {
	const entry = (slug: string, status: number, responseBody = '') => ({
		...{ at: 0, slug, method: 'POST', path: '/', query: '', status, login: false },
		...{ requestHeaders: {}, requestBody: '', responseHeaders: {}, responseBody },
	});

	it('are told by their status, at Shopify by their words', () => {
		expect(isThrottle(entry('square', 429))).toBe(true);
		expect(isThrottle(entry('square', 200, '"THROTTLED"'))).toBe(false);
		expect(isThrottle(entry('shopify', 200, '{"code":"THROTTLED"}'))).toBe(true);
		expect(isThrottle(entry('shopify', 200, '{}'))).toBe(false);
	});
});
