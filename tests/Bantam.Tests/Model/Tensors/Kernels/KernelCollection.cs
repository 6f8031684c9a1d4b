namespace Bantam.Tests.Model;

/// <summary>Tests that change how wide vectors are or how many threads work: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(KernelCollection), DisableParallelization = true)]
public sealed class KernelCollection;
