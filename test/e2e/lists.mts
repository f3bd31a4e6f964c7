import { expect, it } from 'vitest';
import type { World } from './world.mts';

interface Registry {
	id: string;
	service?: { credential: string };
	lists?: Readonly<Record<string, unknown>>;
}

/** The lists a person chooses from, loaded from the account the way the editor does it. */
export function listTests(world: () => World, platforms: readonly Registry[]): void {
	const lists = platforms.flatMap(({ id, service, lists }) =>
		Object.keys(lists ?? {}).map((name) => ({ id, name, type: service?.credential ?? '' })),
	);

	it('there are several', () => {
		expect(lists.length).toBeGreaterThan(10);
	});

	it.each(lists)('$id.$name comes from the account', async ({ id, name, type }) => {
		const { client, credentials } = world();
		const options = await client.loadOptions(
			'n8n-nodes-stockout.acrylicDelist',
			`${id}.${name}`,
			{ [type]: credentials[type]! },
			{ channels: [id] },
		);
		expect(options.length).toBeGreaterThan(0);
		for (const option of options) {
			expect(option.name.trim()).not.toBe('');
			expect(String(option.value)).not.toBe('');
		}
	});
}
