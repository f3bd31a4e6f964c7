// All mutants of the sources at once, each behind a switch, as StrykerJS plants them.
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What is mutated; a list of types has nothing to mutate. */
export const SOURCES = ['http/*.ts', 'nodes/*/run/*.ts'];

export interface Mutant {
	id: string;
	/** Path of the source. */
	file: string;
	line: number;
	column: number;
	mutator: string;
	was: string;
	becomes: string;
}

export interface Instrumented {
	mutants: Mutant[];
	/** By path. */
	sources: Record<string, string>;
	/** Compiled scripts with the switches in them, by the path of the file in `dist` whose place they take. */
	scripts: Record<string, string>;
}

const silent = () => undefined;
const logger = {
	...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
	...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
	...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent },
};

/** @param root the folder of the package, built */
export async function instrument(root: string): Promise<Instrumented> {
	const names = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
	const sources = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
	const { files, mutants } = await new Instrumenter(logger).instrument(
		[...sources].map(([name, content]) => ({ name, content, mutate: true })),
		{ plugins: null, excludedMutations: [], ignorers: [] },
	);
	const { compilerOptions } = ts.parseConfigFileTextToJson(
		'tsconfig.json',
		readFileSync(join(root, 'tsconfig.json'), 'utf8'),
	).config as { compilerOptions: object };
	const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root);
	return {
		sources: Object.fromEntries(sources),
		mutants: mutants.map(
			({ id, fileName, location: { start, end }, mutatorName, replacement }) => ({
				id,
				file: fileName,
				line: start.line + 1,
				column: start.column + 1,
				mutator: mutatorName,
				was: between(sources.get(fileName) ?? '', start, end),
				becomes: replacement,
			}),
		),
		scripts: Object.fromEntries(
			files.map(({ name, content }) => [
				join(root, 'dist', name.replace(/\.ts$/, '.js')),
				ts.transpileModule(content, {
					fileName: name,
					compilerOptions: { ...options, sourceMap: false, declaration: false },
				}).outputText,
			]),
		),
	};
}

interface Position {
	line: number;
	column: number;
}

function between(source: string, start: Position, end: Position): string {
	const lines = source.split('\n');
	const offset = ({ line, column }: Position): number =>
		lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + column;
	return source.slice(offset(start), offset(end));
}
