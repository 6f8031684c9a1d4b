using System.Collections.Immutable;

namespace Bantam.Deployment;

/// <summary>One integer computation of a plan. Buffers are named by their index in the plan.</summary>
/// <param name="Name">The name of the node that it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it writes.</param>
internal abstract record PlanStep(string Name, ImmutableArray<int> Inputs, int Output)
{
    /// <summary>Its constants in flash, in bytes: tables, and the structures of generated C on a device of 32 bits.</summary>
    public abstract long ConstantBytes { get; }

    /// <summary>Its multiply-accumulates.</summary>
    public virtual long Macs => 0;

    /// <summary>Computes the output with the scalar reference kernel, which defines what the step means.</summary>
    /// <param name="memory">The buffers of the plan.</param>
    public abstract void Run(PlanMemory memory);
}
