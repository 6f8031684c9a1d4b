namespace Bantam.Deployment;

/// <summary>The memory in which one thread runs a prepared plan.</summary>
internal sealed unsafe class EngineMemory
{
    private readonly PinnedBytes _bytes;

    /// <summary>Takes memory and writes what no step ever changes.</summary>
    public EngineMemory(EnginePlan plan)
    {
        long activations = (plan.ActivationBytes + 63) / 64 * 64;
        _bytes = new PinnedBytes(activations + ((long)plan.Sums * sizeof(int)));
        Activations = _bytes.Start;
        Sums = (int*)(Activations + activations);
        plan.WriteConstants(Activations);
        Reference = plan.NeedsReference ? new PlanMemory(plan.Whole) : null;
    }

    /// <summary>The activations with their borders.</summary>
    public byte* Activations { get; }

    /// <summary>Sums of one step.</summary>
    public int* Sums { get; }

    /// <summary>The buffers of steps that have no fast kernel; null where all have one.</summary>
    public PlanMemory? Reference { get; }
}

/// <summary>An activation that has a border.</summary>
/// <param name="Offset">Its first byte, border included.</param>
/// <param name="Bytes">Its size, border included.</param>
/// <param name="Code">What the border holds: the code of real 0.</param>
internal readonly record struct Border(int Offset, int Bytes, byte Code);
