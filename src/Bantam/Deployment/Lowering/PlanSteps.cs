using System.Collections.Immutable;
using Bantam.Model;

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
    /// <param name="numbers">The new number of each buffer.</param>
    public virtual PlanStep Renumbered(IReadOnlyList<int> numbers) => this with { Inputs = [.. Inputs.Select(input => numbers[input])], Output = numbers[Output] };
}

/// <summary>The constants of a step with weights.</summary>
/// <param name="Weights">The codes, in the layout of the op.</param>
/// <param name="Bias">One number for each output channel, in steps of the accumulator.</param>
/// <param name="Parameters">Offsets, multipliers and the clamp of the output.</param>
internal sealed record LinearConstants(ImmutableArray<sbyte> Weights, ImmutableArray<int> Bias, LinearInt8Parameters Parameters)
{
    private const int StructureBytes = 32;

    /// <summary>Weights, biases, a multiplier with its shift for each channel, and the structure that points to them.</summary>
    public long Bytes => StructureBytes + Weights.Length + (sizeof(int) * (long)Bias.Length) + ((sizeof(int) + sizeof(sbyte)) * (long)Parameters.Multipliers.Length);
}

/// <summary>A step with a window that slides over an image.</summary>
internal abstract record WindowStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>The twelve sizes of the window.</summary>
    public override long ConstantBytes => 12 * sizeof(int);
}

/// <summary>A convolution; weights OHWI.</summary>
internal sealed record ConvolutionStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override long ConstantBytes => base.ConstantBytes + Constants.Bytes;

    public override long Macs => (long)Geometry.OutputElements * Geometry.PatchLength;

    public override long WeightBytes => Constants.Weights.Length;
}

/// <summary>A depthwise convolution; weights HWC.</summary>
internal sealed record DepthwiseStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override long ConstantBytes => base.ConstantBytes + Constants.Bytes;

    public override long Macs => (long)Geometry.OutputElements * Geometry.KernelHeight * Geometry.KernelWidth;

    public override long WeightBytes => Constants.Weights.Length;
}

/// <summary>A fully connected layer; weights [outputs, inputs].</summary>
internal sealed record DenseStep(string Name, ImmutableArray<int> Inputs, int Output, int InputCount, LinearConstants Constants)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => Constants.Bytes;

    public override long Macs => (long)InputCount * Constants.Bias.Length;

    public override long WeightBytes => Constants.Weights.Length;
}

/// <summary>The sum of two activations.</summary>
internal sealed record AddStep(string Name, ImmutableArray<int> Inputs, int Output, AddInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 11 * sizeof(int);

    public override bool IsElementwise => true;
}

/// <summary>The largest code, or the average of the codes, in each window.</summary>
internal sealed record PoolStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, PoolInt8Range Range, bool IsMax)
    : WindowStep(Name, Inputs, Output, Geometry);

/// <summary>The mean over all pixels.</summary>
internal sealed record MeanStep(string Name, ImmutableArray<int> Inputs, int Output, int Pixels, MeanInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 8 * sizeof(int);
}

/// <summary>Softmax over the last axis.</summary>
internal sealed record SoftmaxStep(string Name, ImmutableArray<int> Inputs, int Output, int Columns, SoftmaxInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => sizeof(int) * (long)Parameters.Exponentials.Length;
}

/// <summary>A function of one code, as a table of 256.</summary>
internal sealed record TableStep(string Name, ImmutableArray<int> Inputs, int Output, TableInt8 Table)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => Table.Values.Length;

    public override bool IsElementwise => true;
}
