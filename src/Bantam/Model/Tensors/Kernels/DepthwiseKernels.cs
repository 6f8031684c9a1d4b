using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 depthwise convolution and its gradients. Activations are NHWC, weights [1, I, J, C].</summary>
internal static unsafe class DepthwiseKernels
{
    /// <summary>y = clamp(x ∗ w + bias, low, high), channel by channel; <paramref name="bias"/> may be null.</summary>
    public static void Forward(in WindowGeometry g, float* x, float* w, float* bias, float* y, float low, float high)
    {
        if (Is3x3(in g))
        {
            Depthwise3x3Pass three = new()
            {
                Source = x,
                Padding = PaddedImage.InputOf(in g),
                SpreadHeight = 1,
                SpreadWidth = 1,
                Target = y,
                TargetHeight = g.OutputHeight,
                TargetWidth = g.OutputWidth,
                StrideHeight = g.StrideHeight,
                StrideWidth = g.StrideWidth,
                Weights = w,
                WeightStep = g.InputChannels,
                Channels = g.InputChannels,
                Bias = bias,
                Low = low,
                High = high,
            };
            Run(in g, &three);
            return;
        }

        DepthwiseMeet* meets = Scratch.Get<DepthwiseMeet>(Scratch.Use.Tables, g.OutputHeight + g.OutputWidth);
        DepthwisePass pass = new()
        {
            Source = x,
            SourceHeight = g.InputHeight,
            SourceWidth = g.InputWidth,
            Target = y,
            Weights = w,
            KernelWidth = g.KernelWidth,
            Channels = g.InputChannels,
            Bias = bias,
            Low = low,
            High = high,
            Rows = DepthwiseAxis.OfOutputs(g.OutputHeight, g.InputHeight, g.KernelHeight, g.StrideHeight, g.PadTop, meets),
            Columns = DepthwiseAxis.OfOutputs(g.OutputWidth, g.InputWidth, g.KernelWidth, g.StrideWidth, g.PadLeft, meets + g.OutputHeight),
        };
        Run(in g, &pass);
    }

    /// <summary>x̄ from ȳ and w.</summary>
    public static void InputGradient(in WindowGeometry g, float* dy, float* w, float* dx)
    {
        if (Is3x3(in g) && g.PadTop < Depthwise3x3Pass.Size && g.PadLeft < Depthwise3x3Pass.Size)
        {
            // A convolution of the upstream gradient, spread by the stride, with the mirrored weights.
            Depthwise3x3Pass three = new()
            {
                Source = dy,
                Padding = new PaddedImage
                {
                    ImageHeight = g.OutputHeight,
                    ImageWidth = g.OutputWidth,
                    Channels = g.InputChannels,
                    Top = Depthwise3x3Pass.Size - 1 - g.PadTop,
                    Left = Depthwise3x3Pass.Size - 1 - g.PadLeft,
                    Height = g.InputHeight + Depthwise3x3Pass.Size - 1,
                    Width = g.InputWidth + Depthwise3x3Pass.Size - 1,
                },
                SpreadHeight = g.StrideHeight,
                SpreadWidth = g.StrideWidth,
                Target = dx,
                TargetHeight = g.InputHeight,
                TargetWidth = g.InputWidth,
                StrideHeight = 1,
                StrideWidth = 1,
                Weights = w + (8 * (nint)g.InputChannels),
                WeightStep = -g.InputChannels,
                Channels = g.InputChannels,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            };
            Run(in g, &three);
            return;
        }

        DepthwiseMeet* meets = Scratch.Get<DepthwiseMeet>(Scratch.Use.Tables, g.InputHeight + g.InputWidth);
        DepthwisePass pass = new()
        {
            Source = dy,
            SourceHeight = g.OutputHeight,
            SourceWidth = g.OutputWidth,
            Target = dx,
            Weights = w,
            KernelWidth = g.KernelWidth,
            Channels = g.InputChannels,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
            Rows = DepthwiseAxis.OfInputs(g.OutputHeight, g.InputHeight, g.KernelHeight, g.StrideHeight, g.PadTop, meets),
            Columns = DepthwiseAxis.OfInputs(g.OutputWidth, g.InputWidth, g.KernelWidth, g.StrideWidth, g.PadLeft, meets + g.InputHeight),
        };
        Run(in g, &pass);
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient(in WindowGeometry g, float* x, float* dy, float* dw)
    {
        int length = g.KernelHeight * g.KernelWidth * g.InputChannels;
        LaneCut cut = new(BatchCuts.SamplesPerLane(g.Batch), Continues: false);
        int count = cut.LanesOf(g.Batch);
        float* lanes = Scratch.Get<float>(Scratch.Use.Partials, (long)count * length);
        WeightGradientLanes(in g, x, dy, lanes, cut);
        AddLanes(new ReadOnlySpan<float>(lanes, count * length), new Span<float>(dw, length));
    }

    /// <summary>w̄ from the sums of the lanes.</summary>
    public static void AddLanes(ReadOnlySpan<float> lanes, Span<float> dw)
    {
        dw.Clear();
        for (int start = 0; start < lanes.Length; start += dw.Length)
        {
            ElementwiseKernels.Add(dw, lanes.Slice(start, dw.Length), dw);
        }
    }

    /// <summary>The sums of w̄ over each lane's images: [lanes, taps, C].</summary>
    public static void WeightGradientLanes(in WindowGeometry g, float* x, float* dy, float* lanes, LaneCut cut)
    {
        delegate*<in WindowGeometry, float*, float*, float*, LaneCut, void> three = SimdWidth.For(g.InputChannels) switch
        {
            16 => &Depthwise3x3WeightGradient.Run<Simd512, Vector512<float>>,
            8 => &Depthwise3x3WeightGradient.Run<Simd256, Vector256<float>>,
            4 => &Depthwise3x3WeightGradient.Run<Simd128, Vector128<float>>,
            _ => &Depthwise3x3WeightGradient.Run<SimdScalar, float>,
        };
        if (Is3x3(in g))
        {
            three(in g, x, dy, lanes, cut);
            return;
        }

        switch (SimdWidth.For(g.InputChannels))
        {
            case 16:
                DepthwiseWeightGradient.Run<Simd512, Vector512<float>>(in g, x, dy, lanes, cut);
                break;
            case 8:
                DepthwiseWeightGradient.Run<Simd256, Vector256<float>>(in g, x, dy, lanes, cut);
                break;
            case 4:
                DepthwiseWeightGradient.Run<Simd128, Vector128<float>>(in g, x, dy, lanes, cut);
                break;
            default:
                DepthwiseWeightGradient.Run<SimdScalar, float>(in g, x, dy, lanes, cut);
                break;
        }
    }

    private static bool Is3x3(in WindowGeometry g) => g is { KernelHeight: Depthwise3x3Pass.Size, KernelWidth: Depthwise3x3Pass.Size };

    private static void Run(in WindowGeometry g, Depthwise3x3Pass* pass)
    {
        // No wider than all channels: a last vector may then overlap another one.
        int lanes = SimdWidth.For(g.InputChannels);
        delegate*<int, Depthwise3x3Pass*, void> image = (lanes <= g.InputChannels ? lanes : lanes / 2) switch
        {
            16 => &Depthwise3x3Pass.RunImage<Simd512, Vector512<float>>,
            8 => &Depthwise3x3Pass.RunImage<Simd256, Vector256<float>>,
            4 => &Depthwise3x3Pass.RunImage<Simd128, Vector128<float>>,
            _ => &Depthwise3x3Pass.RunImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, image, pass, (long)g.Batch * g.OutputElements * Depthwise3x3Pass.Size * Depthwise3x3Pass.Size);
    }

    private static void Run(in WindowGeometry g, DepthwisePass* pass)
    {
        delegate*<int, DepthwisePass*, void> image = SimdWidth.For(g.InputChannels) switch
        {
            16 => &DepthwisePass.RunImage<Simd512, Vector512<float>>,
            8 => &DepthwisePass.RunImage<Simd256, Vector256<float>>,
            4 => &DepthwisePass.RunImage<Simd128, Vector128<float>>,
            _ => &DepthwisePass.RunImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, image, pass, (long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
    }
}
