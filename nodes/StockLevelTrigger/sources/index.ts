import type { IPollFunctions } from 'n8n-workflow';

import type { Call } from '../../../http/answer';
import { connect } from '../../../http/client';
import { ChannelProblem } from '../../../http/problem';
import { platformById } from '../../../platforms';
import type { Platform } from '../../../platforms/platform';
import { accountOf } from '../../webhookWatch';
import { FEED_URL } from '../../feedProperties';
import { digestOf, type LevelSettings } from '../settings';
import { feedReader } from './feed';
import { levelsReader } from './levels';
import { lookUpReader } from './lookUp';
import type { Reader } from './reader';

/** So many named SKUs are looked up by name; for more, reading the whole account takes fewer requests. */
const MOST_LOOKED_UP = 200;

export interface Source {
	reader: Reader;
	/** Undefined for a feed. */
	shop?: { platform: Platform; account: string; call: Call };
}

/** @throws ChannelProblem */
export async function openSource(
	context: IPollFunctions,
	settings: LevelSettings,
): Promise<Source> {
	if (settings.source === FEED_URL) return { reader: feedReader(context) };
	const platform = platformById(settings.source);
	if (!platform?.service) throw unknownSource(settings.source);
	const account = accountOf(context, platform.service.credential);
	const { scope, skus } = settings;
	const { exact = [] } = skus;
	const { levels } = platform;
	const isLookedUp =
		exact.length > 0 &&
		(!levels || (exact.length <= MOST_LOOKED_UP && scope.locations.length === 0));
	if (!isLookedUp && !levels) throw namesNeeded(platform);
	const { call, account: facts } = await connect(context, platform.service);
	const reader =
		levels && !isLookedUp
			? levelsReader(levels, call, facts, scope)
			: lookUpReader(platform, exact, call, facts);
	const of = digestOf([settings.source, account, isLookedUp, [...scope.locations].sort()]);
	return { reader: { of, ...reader }, shop: { platform, account, call } };
}

const unknownSource = (source: string): ChannelProblem =>
	new ChannelProblem({
		kind: 'invalid',
		message: `There is no source '${source}'.`,
		nextStep: "Choose one from the list under 'Source' in the node.",
	});

const namesNeeded = ({ name }: Platform): ChannelProblem =>
	new ChannelProblem({
		kind: 'invalid',
		message: `The stock of a whole ${name} account cannot be read here, only that of SKUs that are named.`,
		nextStep:
			"Add 'Only These SKUs' under 'Options' in the node and name the SKUs one by one, without '*'.",
	});
