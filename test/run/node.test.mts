// What a person chooses in the node, and what comes out of it; in the Practice Store, which needs no account.
import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Product } from '../../platforms/practice-store/shelf';
import { built, runAcrylicDelist } from '../harness.mts';
import { stopTime, time } from './scripted.mts';

const { shelf } = built('./platforms/practice-store/shelf.js') as { shelf: Product[] };
const filled = structuredClone(shelf);

let restoreClock: () => void;
beforeEach(() => {
	restoreClock = stopTime();
	shelf.splice(0, shelf.length, ...structuredClone(filled));
});
afterEach(() => restoreClock());

const WHITE = 'ACR-HB-TWHT-120';
const RED = 'ACR-SB-CRED-118';
const BLUE = 'ACR-HB-COBL-60';
const GESSO = 'ACR-GES-WHT-1000';

const run = async (parameters: IDataObject, items: IDataObject[] = [{}], more: object = {}) =>
	await runAcrylicDelist({
		parameters: {
			...{ operation: 'takeOffSale', channels: ['practice-store'], sku: '={{ $json.sku }}' },
			...(parameters as object),
		},
		items,
		...more,
	});

const putBack = async (given: IDataObject, item: IDataObject = {}) =>
	await run({ operation: 'putBackOnSale', restore: '', quantity: '', sku: WHITE, ...given }, [
		item,
	]);

const pieces = (sku: string) => shelf.find((product) => product.sku === sku)?.quantity;

describe('the options', () => {
	test('are safe and sure when nothing is chosen', async () => {
		const { done } = await run({}, [{ sku: ` ${WHITE} ` }]);
		expect(done).toMatchObject([
			{ sku: WHITE, outcome: 'offSale', confirmed: true, runId: '1', requests: 0 },
		]);
		expect(pieces(WHITE)).toBe(0);
	});

	test('Dry Run writes nothing', async () => {
		const { done } = await run({ options: { dryRun: true } }, [{ sku: WHITE }]);
		expect(done).toMatchObject([{ outcome: 'planned' }]);
		expect(pieces(WHITE)).toBe(9);
	});

	test('without Confirm nothing is called confirmed', async () => {
		const { done } = await run({ options: { confirm: false } }, [{ sku: WHITE }]);
		expect(done).toMatchObject([{ outcome: 'offSale', confirmed: false }]);
	});

	const several = Array.from({ length: 3 }, (_, i) => ({ sku: [WHITE, RED, BLUE][i] }));
	test.each([
		[2, 'refused'],
		[3, 'offSale'],
		['2', 'refused'],
		[0, 'offSale'],
		[-1, 'offSale'],
		['many', 'offSale'],
	])('a Safety Limit of %j', async (safetyLimit, outcome) => {
		const { done, attention } = await run({ options: { safetyLimit } }, several);
		expect([...done, ...attention].map((row) => row.outcome)).toEqual([outcome, outcome, outcome]);
	});

	test('stand for fifty SKUs where nothing is chosen or what is chosen is no number', async () => {
		const one = structuredClone(filled[0]);
		for (let i = 1; i <= 51; i++) shelf.push({ ...one, id: `more ${i}`, sku: `MORE-${i}` });
		const many = (count: number) =>
			Array.from({ length: count }, (_, i) => ({ sku: `MORE-${i + 1}` }));
		for (const options of [{}, { safetyLimit: 'many' }]) {
			const { attention } = await run({ options }, many(51));
			expect(attention).toHaveLength(51);
			expect(attention[0].message).toContain('would take 51 SKUs off sale, the limit is 50');
		}
		expect((await run({ options: {} }, many(50))).done).toHaveLength(50);
	});

	test('a dry run is not held up by the limit, and neither is putting back', async () => {
		const options = { safetyLimit: 1 };
		expect((await run({ options: { ...options, dryRun: true } }, several)).done).toHaveLength(3);
		await run({}, several);
		const operation = 'putBackOnSale';
		const back = await run({ operation, restore: '', quantity: 3, options }, several);
		expect(back.done.map(({ outcome }) => outcome)).toEqual(Array(3).fill('backOnSale'));
	});
});

describe('the channels', () => {
	test.each([
		[['practice-store']],
		['practice-store'],
		[' practice-store , practice-store,'],
		[['practice-store', 'practice-store']],
	])('%j is one channel', async (channels) => {
		const { done } = await run({ channels }, [{ sku: WHITE }]);
		expect(done).toHaveLength(1);
	});

	const errorOf = async (work: Promise<unknown>) =>
		(await work.catch((error: unknown) => error)) as NodeOperationError;

	test('none chosen, or an unknown one, is said before anything is done', async () => {
		for (const channels of [[], '', ' , ']) {
			const none = await errorOf(run({ channels }));
			expect(none.message).toBe("No channel is chosen in 'Channels'");
			expect(none.description).toBe(
				'Choose at least one channel. Practice Store needs no account.',
			);
		}
		const unknown = await errorOf(run({ channels: ['toys'] }, [{ sku: WHITE }]));
		expect(unknown.message).toBe("There is no channel 'toys'");
		expect(unknown.description).toBe(
			"Choose the channel from the list in 'Channels'; in an expression use the ids from the docs.",
		);
	});

	test('one without its credential is said before anything is done', async () => {
		const error = await errorOf(run({ channels: ['practice-store', 'shopify'] }, [{ sku: WHITE }]));
		expect(error.message).toBe('No credential is chosen for Shopify');
		expect(error.description).toBe(
			"Choose or create a credential for Shopify at the top of the node, or take it out of 'Channels'.",
		);
		expect(pieces(WHITE)).toBe(9);
	});

	test('one whose address is wrong is said with what to do', async () => {
		const stored = { url: 'ftp://shop.example', consumerKey: 'a', consumerSecret: 'b' };
		const error = await errorOf(
			run({ channels: ['woocommerce'] }, [{ sku: WHITE }], {
				credentials: { stockOutWooCommerceApi: stored },
			}),
		);
		expect(error.message).toBe(
			"The shop address begins with 'ftp://', so the login would travel unencrypted.",
		);
		expect(error.description).toBe("Use the shop's https address in the credential.");
	});

	test('have options of their own, and a SKU of their own from item to item', async () => {
		const practiceStoreOptions = { sku: '={{ $json.own }}', stop: 'hide' };
		const { done } = await run({ practiceStoreOptions }, [
			{ sku: 'X', own: ` ${WHITE} ` },
			{ sku: RED, own: ' ' },
		]);
		expect(done).toMatchObject([
			{ sku: 'X', before: { sku: WHITE }, after: { visible: false, quantity: 9 } },
			{ sku: RED, before: { sku: RED } },
		]);
		expect(JSON.parse(done[0].restore as string)).toMatchObject({ sku: 'X' });
	});
});

describe('the items', () => {
	test('without a SKU are failed by their number', async () => {
		const { done, attention } = await run({}, [{ sku: WHITE }, {}, { sku: '  ' }, { sku: {} }]);
		expect(done).toHaveLength(1);
		expect(attention.map(({ message }) => message)).toEqual([
			'Item 1 has no SKU.',
			'Item 2 has no SKU.',
			'Item 3 has no SKU.',
		]);
		expect(attention[0]).toMatchObject({
			...{ outcome: 'failed', kind: 'invalid', sku: '', channel: 'practice-store' },
			nextStep: "Map the field that holds the SKU into 'SKU'.",
		});
	});

	test('come out in order, each linked to its input, done or not', async () => {
		const { raw } = await run({}, [{ sku: GESSO }, { sku: WHITE }, { sku: 'none' }, { sku: RED }]);
		expect(raw[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(raw[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	test('as the tool of an agent all come out first', async () => {
		const { done, attention } = await run({}, [{ sku: GESSO }, { sku: WHITE }], { asTool: true });
		expect(done.map(({ outcome }) => outcome)).toEqual(['refused', 'offSale']);
		expect(attention).toEqual([]);
	});
});

describe('putting back', () => {
	const takenOff = async () => {
		const { done } = await run({}, [{ sku: WHITE }]);
		return done[0].restore as string;
	};

	test('takes the SKU from the restore data, as text or already parsed', async () => {
		for (const read of [String, JSON.parse]) {
			const restore = read(await takenOff()) as string;
			const { done } = await putBack(
				{ restore: '={{ $json.restore }}', sku: 'another' },
				{ restore },
			);
			expect(done).toMatchObject([{ sku: WHITE, outcome: 'backOnSale', after: { quantity: 9 } }]);
		}
	});

	test.each([[null], [''], [undefined]])(
		'without restore data (%j) sets the quantity',
		async (restore) => {
			await takenOff();
			const given = { restore: '={{ $json.restore }}', quantity: ' 4 ' };
			const { done } = await putBack(given, { restore } as IDataObject);
			expect(done).toMatchObject([{ outcome: 'backOnSale', after: { quantity: 4 } }]);
		},
	);

	test('an empty quantity restores the remembered one', async () => {
		for (const quantity of [null, '', undefined]) {
			const restore = await takenOff();
			const given = { restore, quantity: '={{ $json.quantity }}' };
			const { done } = await putBack(given, { quantity } as IDataObject);
			expect(done).toMatchObject([{ outcome: 'backOnSale', after: { quantity: 9 } }]);
		}
	});

	test('without anything says what is missing', async () => {
		const { attention } = await putBack({});
		expect(attention).toMatchObject([
			{
				...{ outcome: 'failed', kind: 'invalid', sku: WHITE },
				message:
					'Item 0 has neither a quantity nor restore data, so it is not known what to put back.',
				nextStep:
					"Fill in 'Quantity', or map the 'restore' field of the Take Off Sale result into 'Restore Data'.",
			},
		]);
		const { attention: noSku } = await putBack({ sku: '' });
		expect(noSku).toMatchObject([{ message: expect.stringContaining('neither a quantity') }]);
	});

	test('with broken restore data guesses nothing, whatever the quantity', async () => {
		await takenOff();
		for (const quantity of ['', '4', '0']) {
			const { attention } = await putBack({ restore: '{"v":1,', quantity });
			expect(attention).toMatchObject([
				{
					...{ outcome: 'failed', kind: 'invalid' },
					message: 'The restore data of item 0 cannot be read.',
					nextStep:
						"Map the 'restore' field of an earlier Take Off Sale result into 'Restore Data', unchanged, or leave it empty.",
				},
			]);
		}
		expect(pieces(WHITE)).toBe(0);
	});

	test.each([['0'], ['-1'], ['1.5'], ['abc'], [{}]])(
		'refuses the quantity %j',
		async (quantity) => {
			const { attention } = await putBack({ quantity: '={{ $json.quantity }}' }, { quantity });
			expect(attention).toMatchObject([
				{
					...{ outcome: 'refused', kind: 'refused' },
					message: `The quantity of item 0 is ${JSON.stringify(quantity)}, so there is nothing to put back on sale.`,
					nextStep:
						"Give a whole number above zero, or leave 'Quantity' empty to restore the remembered one.",
				},
			]);
		},
	);

	test('one piece is enough', async () => {
		await takenOff();
		expect((await putBack({ quantity: 1 })).done).toMatchObject([{ after: { quantity: 1 } }]);
	});

	test('data of a channel that is not chosen is said aloud, and nothing is guessed from it', async () => {
		const other = JSON.stringify({ v: 1, channel: 'shopify', sku: RED, listings: [] });
		const { done, attention } = await putBack({ restore: other, quantity: '3' });
		expect(done).toEqual([]);
		expect(attention).toMatchObject([
			{
				...{ outcome: 'refused', channel: 'shopify', sku: RED },
				message:
					"The restore data of item 0 belongs to the channel 'shopify', which is not chosen here.",
				nextStep: "Add that channel in 'Channels', or filter such items out before this node.",
			},
		]);
	});
});

test('looking at the stock needs neither quantity nor restore data', async () => {
	const { done } = await run({ operation: 'getStockState' }, [{ sku: WHITE }, { sku: RED }]);
	expect(done).toMatchObject([
		{ outcome: 'alreadyOnSale', before: { quantity: 9 } },
		{ outcome: 'alreadyOnSale', before: { quantity: 5 } },
	]);
	expect(time.waits).toEqual([]);
});
