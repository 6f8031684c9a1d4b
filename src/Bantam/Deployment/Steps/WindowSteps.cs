using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A step with a window that slides over an image.</summary>
internal abstract record WindowStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>The twelve sizes of the window.</summary>
    public override long ConstantBytes => 12 * sizeof(int);
}

/// <summary>A window with weights.</summary>
internal abstract record WeightedWindowStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override long ConstantBytes => base.ConstantBytes + Constants.Bytes;

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) != ElementType.Int16)
        {
            Run(Arguments<sbyte, int>(memory, Constants.Bias.AsSpan()));
        }
        else if (Constants.IsWide)
        {
            Run(Arguments<short, long>(memory, Constants.WideBias.AsSpan()));
        }
        else
        {
            Run(Arguments<short, int>(memory, Constants.Bias.AsSpan()));
        }
    }

    /// <summary>Runs the kernel.</summary>
    protected abstract void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> arguments)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>;

    private ConvolutionArguments<TCode, TSum> Arguments<TCode, TSum>(PlanMemory memory, ReadOnlySpan<TSum> bias)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum> => new()
        {
            Geometry = Geometry,
            Parameters = Constants.Parameters,
            Input = memory.Codes<TCode>(Inputs[0]),
            Weights = Constants.Weights.AsSpan(),
            Bias = bias,
            Output = memory.Codes<TCode>(Output),
        };
}

/// <summary>A convolution; weights OHWI.</summary>
internal sealed record ConvolutionStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WeightedWindowStep(Name, Inputs, Output, Geometry, Constants)
{
    /// <summary>Whether the window is not dilated and the channels are in one group.</summary>
    public bool IsPlain => Geometry is { DilationHeight: 1, DilationWidth: 1, Groups: 1 };

    /// <summary>Dilation and groups are three more sizes.</summary>
    public override long ConstantBytes => base.ConstantBytes + (IsPlain ? 0 : 3 * sizeof(int));

    public override long Macs => (long)Geometry.Batch * Geometry.OutputElements * Geometry.PatchLength;

    protected override void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> arguments) => Conv2dInt8.Run(in arguments);
}

/// <summary>A depthwise convolution; weights HWC.</summary>
internal sealed record DepthwiseStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WeightedWindowStep(Name, Inputs, Output, Geometry, Constants)
{
    public override long Macs => (long)Geometry.Batch * Geometry.OutputElements * Geometry.KernelHeight * Geometry.KernelWidth;

    protected override void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> arguments) => DepthwiseConv2dInt8.Run(in arguments);
}

/// <summary>A transposed convolution; weights output, height, width, input. The geometry is that of the convolution that it transposes.</summary>
internal sealed record TransposedConvolutionStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, LinearConstants Constants)
    : WeightedWindowStep(Name, Inputs, Output, Geometry, Constants)
{
    public override long Macs => (long)Geometry.Batch * Geometry.OutputElements * Geometry.PatchLength;

    protected override void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> arguments) => ConvTranspose2dInt8.Run(in arguments);
}

/// <summary>The largest code, or the average of the codes, in each window.</summary>
internal sealed record PoolStep(string Name, ImmutableArray<int> Inputs, int Output, WindowGeometry Geometry, PoolInt8Range Range, bool IsMax)
    : WindowStep(Name, Inputs, Output, Geometry)
{
    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            Run<short>(memory);
        }
        else
        {
            Run<sbyte>(memory);
        }
    }

    private void Run<TCode>(PlanMemory memory)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        PoolArguments<TCode> arguments = new() { Geometry = Geometry, Range = Range, Input = memory.Codes<TCode>(Inputs[0]), Output = memory.Codes<TCode>(Output) };
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
