namespace Bantam.Deployment;

/// <summary>How an <see cref="Engine"/> runs. Its results do not depend on it.</summary>
public sealed record EngineOptions
{
    /// <summary>Among how many threads the samples of one run are divided, at least 1. Each has memory of its own; one sample stays on one thread.</summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            field = value;
        }
    }

    = 1;

    /// <summary>The instructions of integer kernels; the fastest of the machine where it is null. Networks in Float32 do not follow it.</summary>
    public DotPath? Path { get; init; }
}
