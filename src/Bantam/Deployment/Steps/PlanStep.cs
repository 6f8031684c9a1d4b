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

    /// <summary>Its weights in flash, in bytes, without biases and multipliers.</summary>
    public virtual long WeightBytes => 0;

    /// <summary>Whether it computes each element of its output from the same element of its inputs, so that it may write over one of them.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>All buffers that it needs while it runs.</summary>
    public virtual IEnumerable<int> Buffers => Inputs.Append(Output);

    /// <summary>The same step where buffers have other numbers.</summary>
    /// <param name="number">The new number of a buffer.</param>
    public virtual PlanStep Renumbered(Func<int, int> number) => this with { Inputs = [.. Inputs.Select(number)], Output = number(Output) };

    /// <summary>Computes the output with the scalar reference kernel, which defines what the step means.</summary>
    /// <param name="memory">The buffers of the plan.</param>
    public abstract void Run(PlanMemory memory);
}
