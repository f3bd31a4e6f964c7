import type { IDataObject } from 'n8n-workflow';

import type { StockEvent } from '../../../events/stockEvent';
import { clock } from '../../../http/clock';
import { problemOf, type Problem } from '../../../http/problem';
import { heardAt, watchesOf, type Watch } from '../../webhookWatch';
import type { LevelSettings } from '../settings';
import type { Source } from '../sources';
import type { Memory } from './memory';
import { isDue, isOver } from './notices';

type Shop = NonNullable<Source['shop']>;
type State = 'fine' | 'webhookMissing' | 'webhookDisabled' | 'webhookUnchecked';

/** Whether the platform still has the webhooks of the Stock-Out Triggers that listen to this account. */
export async function checkWebhooks(
	shop: Shop,
	memory: Memory,
	settings: LevelSettings,
): Promise<IDataObject[]> {
	if (!settings.checkWebhooks || !shop.platform.webhook?.registration) return [];
	const items: IDataObject[] = [];
	for (const watch of watchesOf(shop.platform.id, shop.account)) {
		const { state, problem } = await stateOf(shop, watch);
		const kind = `webhook ${watch.url}`;
		if (state === 'fine') isOver(memory, kind);
		else if (isDue(memory, kind, state, clock.now()))
			items.push(itemOf(shop, watch, state, problem));
	}
	return items;
}

async function stateOf(
	{ platform: { webhook }, call }: Shop,
	{ url }: Watch,
): Promise<{ state: State; problem?: Problem }> {
	const registration = webhook?.registration;
	if (!registration) return { state: 'fine' };
	try {
		const hooks = await registration.find(call, url);
		const topics = [registration.topics.stock].flat();
		const ours = topics.map((topic) => hooks.filter((hook) => hook.topic === topic));
		if (ours.some(({ length }) => length === 0)) return { state: 'webhookMissing' };
		const isOn = ours.every((same) => same.some(({ active }) => active));
		return { state: isOn ? 'fine' : 'webhookDisabled' };
	} catch (error) {
		return { state: 'webhookUnchecked', problem: problemOf(error) };
	}
}

const REPUBLISH = 'Unpublish the workflow with the Stock-Out Trigger and publish it again; that';

function itemOf(
	{ platform: { id, name } }: Shop,
	{ url }: Watch,
	event: Exclude<State, 'fine'>,
	problem: Problem | undefined,
): IDataObject {
	const said: Record<typeof event, [message: string, nextStep: string]> = {
		webhookMissing: [
			`${name} does not have the webhook of your Stock-Out Trigger any more, so it tells it nothing.`,
			`${REPUBLISH} registers it anew.`,
		],
		webhookDisabled: [
			`${name} has switched off the webhook of your Stock-Out Trigger, so it tells it nothing.`,
			`${REPUBLISH} switches it on. If it is switched off again, look whether ${name} can reach your n8n.`,
		],
		webhookUnchecked: [
			`It could not be seen whether ${name} still has the webhook of your Stock-Out Trigger: ${problem?.message}`,
			problem?.nextStep ?? '',
		],
	};
	const [message, nextStep] = said[event];
	return { event, source: id, webhookUrl: url, message, nextStep };
}

/** A webhook may take this long, or be that much ahead of what a listing shows. */
const ON_ITS_WAY_MS = 60_000;
const AHEAD_MS = 10 * 60_000;

/** Marks stock-outs that a Stock-Out Trigger should have reported, where that can be known. */
export function markMissed(
	shop: Shop,
	events: readonly StockEvent[],
	previousPass: number | undefined,
): Array<StockEvent & { missedByWebhook?: boolean }> {
	const { platform, account } = shop;
	const listens = watchesOf(platform.id, account).some(
		({ since }) => previousPass !== undefined && since <= previousPass,
	);
	if (!listens || previousPass === undefined) return [...events];
	return events.map((event) => {
		if (event.event === 'cameBack') return event;
		const heard = heardAt(platform.id, account, event.sku);
		if (heard !== undefined && heard >= previousPass - AHEAD_MS)
			return { ...event, missedByWebhook: false };
		const age = clock.now() - new Date(event.occurredAt).getTime();
		const mayCome = event.occurredAt !== event.receivedAt && age < ON_ITS_WAY_MS;
		return mayCome ? event : { ...event, missedByWebhook: true };
	});
}
