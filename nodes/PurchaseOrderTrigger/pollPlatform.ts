import type { IPollFunctions } from 'n8n-workflow';

import { usableZone } from '../../events/expectedDate';
import type { PurchaseOrderEvent } from '../../events/purchaseOrderEvent';
import type { Call } from '../../http/answer';
import { connect, type Service } from '../../http/client';
import { clock } from '../../http/clock';
import { ChannelProblem, problemOf, rethrow } from '../../http/problem';
import type { PurchaseOrderSource } from '../../platforms/purchaseOrderSource';
import type { PollResult } from './poll';
import { finish, take } from './run/pass';
import { isLostPlace, walk, type Walked } from './run/walk';
import type { Settings } from './settings';
import { loadState, saveState, type Pass, type State } from './state';

/** One poll of a platform: begins a pass over its orders, or goes on with the one that ran out of time. */
export async function pollPlatform(
	context: IPollFunctions,
	settings: Settings,
	service: Service,
	source: PurchaseOrderSource,
	until: number,
): Promise<PollResult> {
	const { call, account } = await connect(context, service);
	const state = loadState(context);
	const isContinued = state.pass !== undefined;
	const begin = async (): Promise<Pass> => (state.pass = await beginPass(state, source, call));
	let pass = state.pass ?? (await begin());
	const go = async (): Promise<Walked> =>
		await walk(
			async (request) => await source.page(call, { ...request, ...settings.mark }, account),
			[{ cursor: pass.open }, { cursor: pass.changed, since: pass.since }],
			until,
		);
	let walked = await go();
	if (isContinued && walked.pages === 0 && isLostPlace(walked.error)) {
		pass = await begin();
		walked = await go();
	}

	const events = take(walked.lines.filter(settings.accepts), state.memory, {
		source: settings.source,
		now: clock.now(),
		zone: usableZone(pass.zone, settings.zone),
		graceDays: settings.graceDays,
		repeatDays: settings.repeatDays,
		partIsBackordered: source.partIsBackordered,
		isSilent: !state.hasBaseline && !settings.tellsLateAtFirst,
	});
	if (pass.open.isDone && pass.changed.isDone) {
		finish(state.memory);
		state.hasBaseline = true;
		state.passedAt = pass.startedAt;
		delete state.pass;
	}
	saveState(context, state);

	const failed =
		walked.error ?? (walked.isLate && walked.pages === 0 ? tooSlow(service) : undefined);
	// News that were read stand in the memory now: they must go out, and what failed comes up again at the next poll.
	if (failed !== undefined) {
		if (events.length === 0) throw failed;
		context.logger.warn(`Purchase Order Trigger: ${problemOf(failed).message}`);
	}
	return { events: await withSellable(context, source, call, events, settings) };
}

async function beginPass(state: State, source: PurchaseOrderSource, call: Call): Promise<Pass> {
	const startedAt = clock.now();
	const zone = await source.zone?.(call);
	for (const line of state.memory.values()) line.isSeen = false;
	const { passedAt } = state;
	return {
		startedAt,
		...(passedAt === undefined
			? {}
			: { since: new Date(passedAt - source.overlapMs).toISOString() }),
		open: { isDone: false },
		// Changes of what is not known yet tell nothing.
		changed: { isDone: passedAt === undefined },
		...(zone === undefined ? {} : { zone }),
	};
}

/** What can still be sold of the SKUs concerned, where the lines did not bring it along. An answer that fails costs only this number. */
async function withSellable(
	context: IPollFunctions,
	source: PurchaseOrderSource,
	call: Call,
	events: PurchaseOrderEvent[],
	{ wanted }: Pick<Settings, 'wanted'>,
): Promise<PurchaseOrderEvent[]> {
	const skus = new Set(
		events
			.filter(({ event, sellable }) => wanted.has(event) && sellable === null)
			.map(({ sku }) => sku),
	);
	if (!source.sellable || skus.size === 0) return events;
	try {
		const sellable = await Promise.race([source.sellable(call, [...skus]), giveUp()]);
		return events.map((event) => ({
			...event,
			sellable: event.sellable ?? sellable.get(event.sku) ?? null,
		}));
	} catch (error) {
		context.logger.warn(`Purchase Order Trigger: ${problemOf(error).message}`);
		return events;
	}
}

/** The events wait for it, and so does n8n. */
const LONGEST_WAIT_MS = 30_000;

const giveUp = async (): Promise<never> =>
	await clock.sleep(LONGEST_WAIT_MS).then(() =>
		rethrow(
			new ChannelProblem({
				kind: 'unavailable',
				message: 'What can still be sold could not be read in time.',
				nextStep: 'Nothing to do: the events go out without it.',
			}),
		),
	);

const tooSlow = ({ name }: Service): ChannelProblem =>
	new ChannelProblem({
		kind: 'unavailable',
		message: `${name} took too long to send one page of orders.`,
		nextStep: 'The next poll goes on where this one stopped.',
	});
