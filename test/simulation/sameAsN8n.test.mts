// The simulation's contexts are no n8n. Here the same runs go through n8n-core's own as well, over sockets, and must come out the same.
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FaultKind } from '../../sandbox/faults.mts';
import { cases } from '../conformance/cases.mts';
import { runAcrylicDelist } from '../harness.mts';
import { openShop, type TestShop } from '../shop.mts';
import { runNode } from './n8n.mts';
import { Products, slugs, World } from './world.mts';

let shop: TestShop;
const products = new Products();
beforeAll(async () => {
	shop = await openShop({ speed: 200 });
});
afterAll(async () => await shop.close());

/** What depends on the clock or on the execution. */
const TIMES = ['ourMs', 'channelMs', 'runId'];

const told = (rows: readonly IDataObject[], left: readonly string[]): IDataObject[] =>
	rows.map((row) =>
		Object.fromEntries(
			Object.entries(row)
				.filter(([name]) => !left.includes(name))
				.map(([name, value]) => [
					name,
					name === 'restore' ? String(value).replace(/"at":[\d.]+/, '') : value,
				]),
		),
	);

const parametersOf = (slug: string, operation: string) => {
	const { optionsName, platform } = products.current;
	const { options = {}, countOptions = {} } = cases[slug]!;
	return {
		operation,
		channels: [slug],
		options: {},
		[optionsName(platform(slug))]: slug === 'netsuite' ? options : { ...countOptions, ...options },
	};
};

it.each(slugs)(
	'%s',
	async (slug) => {
		const world = new World(
			{
				// The sandbox of a schedule is drawn from the next number, which is the one of `openShop`.
				seed: 0,
				// All of them, since they draw their ids from the same sequence.
				platforms: [...shop.sandbox.fakes.keys()],
				skus: [],
				hidden: [],
				empty: [],
				ways: {},
				takesAll: false,
				crowd: 0,
				zone: 'UTC',
				onEve: false,
				skewMs: 0,
				steps: [],
				network: { lost: 0, doubled: 0, late: 0 },
			},
			products,
		);
		const light = async (operation: string, items: IDataObject[]) => {
			const output = await world.clock.run(
				runNode(world.n8n, { executionId: '1', parameters: parametersOf(slug, operation), items }),
			);
			return output.map((rows) => rows.map(({ json }) => json));
		};
		const real = async (operation: string, items: IDataObject[]) => {
			const { done, attention } = await runAcrylicDelist({
				parameters: {
					...parametersOf(slug, operation),
					sku: '={{ $json.sku }}',
					restore: '={{ $json.restore }}',
				},
				items,
				credentials: shop.credentials,
			});
			return [done, attention];
		};
		const both = async (
			operation: string,
			items: IDataObject[],
			items2 = items,
			fault?: FaultKind,
		) => {
			for (const { faults } of [world.sandbox, shop.sandbox]) {
				faults.clear();
				if (fault) faults.add({ slug, kind: fault, times: 1 });
			}
			const simulated = await light(operation, items);
			const engine = await real(operation, items2);
			// How often a change that shows late is looked for depends on the clock as well.
			const { waitsMs } = world.n8n.product.platform(slug).settle;
			const left = waitsMs.length > 1 ? [...TIMES, 'requests'] : TIMES;
			expect(simulated.map((rows) => told(rows, left))).toEqual(
				engine.map((rows) => told(rows, left)),
			);
			return [simulated, engine] as const;
		};

		try {
			const { plain, hiddenByHand } = cases[slug]!;
			for (const { fakes } of [world.sandbox, shop.sandbox])
				fakes.get(slug)!.seller.setHidden(hiddenByHand, true);
			const skus = [...plain, hiddenByHand, 'ACR-NONE-1', plain[0]].map((sku) => ({ sku }));
			await both('getStockState', skus);
			const [simulated, engine] = await both('takeOffSale', skus, skus, 'throttled');
			const undo = (rows: readonly IDataObject[][]) =>
				rows.flat().flatMap(({ restore }) => (restore ? [{ restore: String(restore) }] : []));
			await both('putBackOnSale', undo(simulated), undo(engine), 'dropBefore');
		} finally {
			world.close();
		}
	},
	60_000,
);
