namespace Bantam.Tests;

/// <summary>Tests that change the number of threads or count every allocation of the process: no other test runs beside them.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
