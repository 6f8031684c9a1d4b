namespace Bantam.Deployment;

/// <summary>One step of a prepared plan: its constants are packed, its places are offsets into the memory of a run.</summary>
internal abstract class EngineStep
{
    /// <summary>The sums that it needs room for.</summary>
    public virtual int SumsNeeded => 0;

    /// <summary>Computes the step.</summary>
    /// <param name="memory">The memory of one thread.</param>
    public abstract void Run(EngineMemory memory);
}
