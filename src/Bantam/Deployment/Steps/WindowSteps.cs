using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

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

    public override void Run(PlanMemory memory) => Conv2dInt8.Run(new ConvolutionInt8Arguments
    {
        Geometry = Geometry,
        Parameters = Constants.Parameters,
        Input = memory.Codes<sbyte>(Inputs[0]),
        Weights = Constants.Weights.AsSpan(),
        Bias = Constants.Bias.AsSpan(),
        Output = memory.Codes<sbyte>(Output),
    });
}

/// <summary>A depthwise convolution; weights HWC.</summary>
internal sealed record DepthwiseStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override long ConstantBytes => base.ConstantBytes + Constants.Bytes;

    public override long Macs => (long)Geometry.OutputElements * Geometry.KernelHeight * Geometry.KernelWidth;

    public override void Run(PlanMemory memory) => DepthwiseConv2dInt8.Run(new ConvolutionInt8Arguments
    {
        Geometry = Geometry,
        Parameters = Constants.Parameters,
        Input = memory.Codes<sbyte>(Inputs[0]),
        Weights = Constants.Weights.AsSpan(),
        Bias = Constants.Bias.AsSpan(),
        Output = memory.Codes<sbyte>(Output),
    });
}

/// <summary>The largest code, or the average of the codes, in each window.</summary>
internal sealed record PoolStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, PoolInt8Range Range, bool IsMax)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override void Run(PlanMemory memory)
    {
        PoolInt8Arguments arguments = new() { Geometry = Geometry, Range = Range, Input = memory.Codes<sbyte>(Inputs[0]), Output = memory.Codes<sbyte>(Output) };
        if (IsMax)
        {
            PoolInt8.Max(arguments);
        }
        else
        {
            PoolInt8.Average(arguments);
        }
    }
}
