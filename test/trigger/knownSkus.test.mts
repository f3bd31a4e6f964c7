// n8n hands each call a copy of what the node keeps, and the last one to end overwrites the others. None of it may be forgotten for that.
import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { byHeader, SECRET } from './anySystem.mts';
import { TestTrigger } from './harness.mts';

const parameters = { source: 'anySystem', triggerOn: ['outOfStock', 'backInStock'] };

/** Calls that come to one address, each with the copy that n8n read before any of them ended. */
function calls<K extends string>(kept: IDataObject, ...names: K[]) {
	const made = names.map((name) => {
		const trigger = new TestTrigger({
			parameters,
			credentials: { stockOutWebhookApi: byHeader },
			staticData: structuredClone(kept),
		});
		return [name, trigger] as const;
	});
	return Object.fromEntries(made) as Record<K, TestTrigger>;
}

async function tell(trigger: TestTrigger, sku: string, quantity: number): Promise<unknown[]> {
	const { items } = await trigger.receive({
		headers: { 'content-type': 'application/json', 'x-stock-secret': SECRET },
		body: JSON.stringify({ sku, quantity }),
	});
	return (items ?? []).map((item) => item.event);
}

const saves = (trigger: TestTrigger): boolean =>
	JSON.stringify(trigger.saved()).includes('"known"');

it('calls at the same time forget nothing of each other', async () => {
	const { first, second, third } = calls({}, 'first', 'second', 'third');
	await Promise.all([tell(first, 'A', 0), tell(second, 'B', 0)]);
	expect(await tell(third, 'A', 5)).toEqual(['cameBack']);
	expect(await tell(third, 'B', 5)).toEqual(['cameBack']);
});

it('the last call that is answered saves for all, so that a restart forgets nothing', async () => {
	const { first, second } = calls({}, 'first', 'second');
	await Promise.all([tell(first, 'A', 0), tell(second, 'B', 0)]);
	expect([first, second].filter(saves)).toHaveLength(1);
	const [last] = [first, second].filter(saves);
	const { again } = calls(last!.saved(), 'again');
	expect(await tell(again, 'A', 5)).toEqual(['cameBack']);
	expect(await tell(again, 'B', 5)).toEqual(['cameBack']);
});

it('what a poll of the same workflow overwrote is written anew', async () => {
	const { first, second } = calls({}, 'first', 'second');
	await tell(first, 'A', 0);
	// Nothing new, but its copy is without A.
	expect(await tell(second, 'B', 7)).toEqual([]);
	const { again } = calls(second.saved(), 'again');
	expect(await tell(again, 'A', 5)).toEqual(['cameBack']);
});

it('a call that changes nothing saves nothing', async () => {
	const { first } = calls({}, 'first');
	await tell(first, 'A', 0);
	const { second } = calls(first.saved(), 'second');
	const before = second.saved();
	expect(await tell(second, 'A', 0)).toEqual(['ranOut']);
	expect(await tell(second, 'B', 9)).toEqual([]);
	expect(second.saved()).toEqual(before);
});

it('a second stock-out keeps its own id, whatever overwrote the first', async () => {
	const { first, second, third, fourth } = calls({}, 'first', 'second', 'third', 'fourth');
	const idOf = async (trigger: TestTrigger) => {
		const { items } = await trigger.receive({
			headers: { 'content-type': 'application/json', 'x-stock-secret': SECRET },
			body: JSON.stringify({ sku: 'A', quantity: 0 }),
		});
		return items?.[0]?.eventId;
	};
	const before = await idOf(first);
	await tell(second, 'A', 5);
	expect(await idOf(third)).not.toBe(before);
	expect(await idOf(fourth)).not.toBe(before);
});
