using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 convolution and its gradients. Activations are NHWC, weights OHWI; nothing is expanded into columns.</summary>
internal static unsafe class ConvolutionKernels
{
    // Below this many channels, vectors over whole patches are fuller than vectors over the channels of one pixel. The
    // two ways round differently, so the choice does not look at the width of the machine's vectors.
    private const int FewChannels = 16;

    /// <summary>y = clamp(x ∗ w + bias, low, high); <paramref name="bias"/> may be null.</summary>
    public static void Forward(in WindowGeometry g, float* x, LayerWeights w, float* bias, float* y, float low, float high)
    {
        if (IsPointwise(in g))
        {
            Gemm.Multiply(new GemmArguments
            {
                A = x,
                B = w.Values,
                PackedB = w.Packed,
                PackedRows = g.InputChannels,
                C = y,
                M = g.Batch * g.OutputPixels,
                N = g.OutputChannels,
                K = g.InputChannels,
                LeadingA = g.InputChannels,
                LeadingB = g.InputChannels,
                LeadingC = g.OutputChannels,
                TransposeB = true,
                Bias = bias,
                Low = low,
                High = high,
            });
            return;
        }

        switch (OrderOfWeights(in g))
        {
            case WeightOrder.Winograd:
                WinogradConvolution.Run(new WinogradConvolution { Geometry = g, Source = x, Bias = bias, Target = y, Low = low, High = high }, w);
                return;
            case WeightOrder.Pairs:
                ConvolutionPairs.Run(new ConvolutionPairs { Geometry = g, Source = x, Bias = bias, Target = y, Low = low, High = high }, w);
                return;
            default:
                ForwardByPixels(in g, x, w, bias, y, low, high);
                return;
        }
    }

    /// <summary>The order in which the forward pass reads its weights, where they are packed before.</summary>
    public static WeightOrder OrderOfWeights(in WindowGeometry g) =>
        IsPointwise(in g) ? WeightOrder.Panels
        : WinogradConvolution.Serves(in g) ? WeightOrder.Winograd
        : ConvolutionPairs.Serves(in g) ? WeightOrder.Pairs
        : WeightOrder.Panels;

    private static void ForwardByPixels(in WindowGeometry g, float* x, LayerWeights w, float* bias, float* y, float low, float high)
    {
        ConvolutionPass pass = new()
        {
            Source = x,
            Padding = PaddedImage.InputOf(in g),
            Target = y,
            TargetLength = g.OutputElements,
            TargetChannels = g.OutputChannels,
            Bias = bias,
            Low = low,
            High = high,
        };
        switch (SimdWidth.For(g.OutputChannels))
        {
            case 16:
                ConvolutionForward.Run<Simd512, Vector512<float>>(in g, &pass, w);
                break;
            case 8:
                ConvolutionForward.Run<Simd256, Vector256<float>>(in g, &pass, w);
                break;
            case 4:
                ConvolutionForward.Run<Simd128, Vector128<float>>(in g, &pass, w);
                break;
            default:
                ConvolutionForward.Run<SimdScalar, float>(in g, &pass, w);
                break;
        }
    }

    /// <summary>x̄ from ȳ and w.</summary>
    public static void InputGradient(in WindowGeometry g, float* dy, LayerWeights w, float* dx)
    {
        if (IsPointwise(in g))
        {
            Gemm.Multiply(new GemmArguments
            {
                A = dy,
                B = w.Values,
                PackedB = w.Packed,
                PackedRows = g.OutputChannels,
                C = dx,
                M = g.Batch * g.OutputPixels,
                N = g.InputChannels,
                K = g.OutputChannels,
                LeadingA = g.OutputChannels,
                LeadingB = g.InputChannels,
                LeadingC = g.InputChannels,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            });
            return;
        }

        if (WinogradInputGradient.Serves(in g))
        {
            WinogradInputGradient.Run(in g, dy, w, dx);
        }
        else if (!UsesMirroredWeights(in g))
        {
            InputGradientByPatches(in g, dy, w.Values, dx);
        }
        else
        {
            InputGradientByPixels(in g, dy, w, dx);
        }
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient(in WindowGeometry g, float* x, float* dy, float* dw)
    {
        LaneCut cut = new(BatchCuts.SamplesPerLane(g.Batch, g.PatchLength * g.OutputChannels), Continues: false);
        int lanes = cut.LanesOf(g.Batch);
        float* partials = Scratch.Get<float>(Scratch.Use.Partials, (long)lanes * g.PatchLength * g.OutputChannels);
        WeightGradientLanes(in g, x, dy, partials, cut);
        AddWeightGradients(in g, partials, lanes, dw);
    }

    /// <summary>The sums of w̄ over each lane's images: [lanes, patch, output channels].</summary>
    public static void WeightGradientLanes(in WindowGeometry g, float* x, float* dy, float* lanes, LaneCut cut)
    {
        switch (SimdWidth.For(g.OutputChannels))
        {
            case 16:
                ConvolutionWeightGradient.Run<Simd512, Vector512<float>>(in g, x, dy, lanes, cut);
                break;
            case 8:
                ConvolutionWeightGradient.Run<Simd256, Vector256<float>>(in g, x, dy, lanes, cut);
                break;
            case 4:
                ConvolutionWeightGradient.Run<Simd128, Vector128<float>>(in g, x, dy, lanes, cut);
                break;
            default:
                ConvolutionWeightGradient.Run<SimdScalar, float>(in g, x, dy, lanes, cut);
                break;
        }
    }

    /// <summary>w̄ from the sums of the lanes.</summary>
    public static void AddWeightGradients(in WindowGeometry g, float* lanes, int count, float* dw)
    {
        switch (SimdWidth.For(g.OutputChannels))
        {
            case 16:
                ConvolutionWeightGradient.AddUp<Simd512, Vector512<float>>(in g, lanes, count, dw);
                break;
            case 8:
                ConvolutionWeightGradient.AddUp<Simd256, Vector256<float>>(in g, lanes, count, dw);
                break;
            case 4:
                ConvolutionWeightGradient.AddUp<Simd128, Vector128<float>>(in g, lanes, count, dw);
                break;
            default:
                ConvolutionWeightGradient.AddUp<SimdScalar, float>(in g, lanes, count, dw);
                break;
        }
    }

    /// <summary>Whether output pixels and input pixels are the same, so that the convolution is a matrix product.</summary>
    public static bool IsPointwise(in WindowGeometry g) =>
        g is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1, PadTop: 0, PadLeft: 0 }
        && g.OutputHeight == g.InputHeight && g.OutputWidth == g.InputWidth;

    /// <summary>Whether the input's gradient reads panels of mirrored weights, see <see cref="MirroredWeights"/>.</summary>
    public static bool UsesMirroredWeights(in WindowGeometry g) => IsPointwise(in g) || g.InputChannels >= FewChannels;

    private static void InputGradientByPatches(in WindowGeometry g, float* dy, float* w, float* dx)
    {
        switch (SimdWidth.For(g.PatchLength))
        {
            case 16:
                ConvolutionPatchGradient.Run<Simd512, Vector512<float>>(in g, dy, w, dx);
                break;
            case 8:
                ConvolutionPatchGradient.Run<Simd256, Vector256<float>>(in g, dy, w, dx);
                break;
            case 4:
                ConvolutionPatchGradient.Run<Simd128, Vector128<float>>(in g, dy, w, dx);
                break;
            default:
                ConvolutionPatchGradient.Run<SimdScalar, float>(in g, dy, w, dx);
                break;
        }
    }

    private static void InputGradientByPixels(in WindowGeometry g, float* dy, LayerWeights w, float* dx)
    {
        ConvolutionPass pass = new()
        {
            Source = dy,
            Target = dx,
            TargetLength = g.InputElements,
            TargetChannels = g.InputChannels,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        switch (SimdWidth.For(g.InputChannels))
        {
            case 16:
                ConvolutionInputGradient.Run<Simd512, Vector512<float>>(in g, &pass, w);
                break;
            case 8:
                ConvolutionInputGradient.Run<Simd256, Vector256<float>>(in g, &pass, w);
                break;
            case 4:
                ConvolutionInputGradient.Run<Simd128, Vector128<float>>(in g, &pass, w);
                break;
            default:
                ConvolutionInputGradient.Run<SimdScalar, float>(in g, &pass, w);
                break;
        }
    }
}
