import { randomUUID } from 'node:crypto';

import { asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { cancelled } from '../../http/client';
import { clock } from '../../http/clock';
import { ChannelProblem, problemOf, rethrow } from '../../http/problem';
import {
	accepted,
	chunk,
	failed,
	type Batch,
	type ChannelOptions,
	type WriteResult,
} from '../platform';
import { flagsOf, setFlags, STRICT } from './flags';
import type { NetsuiteChange, NetsuiteNative, NetsuiteState } from './items';
import { readById } from './listings';
import { recordTypes } from './records';

/** Records of one request, all of one type (sheet, section 5). */
const MOST_RECORDS = 100;
/** Milliseconds before each look at what the jobs have done; after the last one they count as pending. */
const LOOKS_MS = [5_000, 5_000, 10_000, 15_000, 30_000, 60_000, 60_000] as const;

interface Job {
	changes: readonly NetsuiteChange[];
	request: ApiRequest;
	/** '' while NetSuite has not told it. */
	id: string;
}

type Results = Map<NetsuiteChange, WriteResult>;

/** Many items in jobs of a hundred, which NetSuite works off by itself. */
export function jobBatch(
	changes: readonly NetsuiteChange[],
	options: ChannelOptions,
): Batch<NetsuiteState, NetsuiteNative> {
	const jobs = jobsOf(changes);
	return {
		changes,
		requests: jobs.map(({ request }) => request),
		async send(call, signal) {
			const results: Results = new Map();
			await Promise.all(jobs.map(async (job) => await hand(call, job, results)));
			try {
				await follow(call, jobs, results, options, signal);
			} catch (error) {
				// Whatever went wrong in watching the jobs, NetSuite carries them out: the read-back decides.
				const { problem } = signal?.aborted ? cancelled() : { problem: problemOf(error) };
				return rethrow(new ChannelProblem(problem, true));
			}
			return changes.map((change) => results.get(change) ?? stillAtWork);
		},
	};
}

const stillAtWork: WriteResult = {
	state: 'pending',
	message: 'NetSuite took the change into a job that is not finished yet.',
};

function jobsOf(changes: readonly NetsuiteChange[]): Job[] {
	const byType = Map.groupBy(changes, ({ listing }) => recordTypes(listing.native.itemType)[0]);
	return [...byType].flatMap(([type, group]) =>
		chunk(group, MOST_RECORDS).map((part) => ({
			changes: part,
			request: collection(type, part),
			id: '',
		})),
	);
}

function collection(type: string, changes: readonly NetsuiteChange[]): ApiRequest {
	return {
		method: 'PATCH',
		path: `/record/v1/${type}`,
		headers: {
			...STRICT,
			'content-type': 'application/vnd.oracle.resource+json; type=collection',
			prefer: 'respond-async',
			'x-netsuite-idempotency-key': randomUUID(),
		},
		body: { items: changes.map((change) => ({ id: change.listing.id, ...flagsOf(change) })) },
		repeatable: true,
	};
}

/** A job that may have been taken without an answer is looked after like the others, only without its number. */
async function hand(call: Call, job: Job, results: Results): Promise<void> {
	try {
		const { headers } = await call(job.request);
		job.id = (headers.location ?? '').split('/').pop() ?? '';
	} catch (error) {
		if (error instanceof ChannelProblem && error.maybeDone) return;
		for (const change of job.changes) results.set(change, failed(problemOf(error)));
	}
}

/**
 * One query shows what all jobs have done. What a finished job has not done is sent once more by itself: then NetSuite says what is
 * wrong with that item, and a record type that did not fit is found.
 */
async function follow(
	call: Call,
	jobs: readonly Job[],
	results: Results,
	options: ChannelOptions,
	signal?: AbortSignal,
): Promise<void> {
	for (const wait of LOOKS_MS) {
		const open = jobs.flatMap(({ changes }) => changes.filter((change) => !results.has(change)));
		if (open.length === 0) return;
		await clock.sleep(wait, signal);
		const seen = new Map((await readById(call, open, options)).map(({ id, state }) => [id, state]));
		for (const change of open)
			if (isSo(change, seen.get(change.listing.id))) results.set(change, accepted);
		for (const job of jobs) {
			const left = job.changes.filter((change) => !results.has(change));
			if (left.length > 0 && (await isOver(call, job)))
				for (const change of left) results.set(change, await alone(call, change));
		}
	}
}

const isSo = (change: NetsuiteChange, state: NetsuiteState | undefined): boolean =>
	state !== undefined &&
	Object.entries(flagsOf(change)).every(
		([field, value]) => state[field as keyof NetsuiteState] === value,
	);

async function isOver(call: Call, { id }: Job): Promise<boolean> {
	if (id === '') return true;
	const { completed, progress } = asObject(
		(await call({ method: 'GET', path: `/async/v1/job/${id}` })).body,
	);
	return completed === true || asText(progress) === 'failed';
}

async function alone(call: Call, change: NetsuiteChange): Promise<WriteResult> {
	try {
		await setFlags(call, change);
		return accepted;
	} catch (error) {
		if (error instanceof ChannelProblem && error.maybeDone) return rethrow(error);
		return failed(problemOf(error));
	}
}
