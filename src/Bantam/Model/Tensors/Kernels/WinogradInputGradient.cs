using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>The gradient of a convolution's input by Winograd's algorithm: a <see cref="WinogradConvolution"/> of the upstream gradient with the mirrored weights.</summary>
/// <remarks>The bits are those of that convolution, and so is the error: the channels that are summed up are the output channels here.</remarks>
internal static unsafe class WinogradInputGradient
{
    /// <summary>Whether this is the kernel for a convolution's input gradient: the choice looks at the sizes of one image only.</summary>
    public static bool Serves(in WindowGeometry g) =>
        g.PadTop < g.KernelHeight && g.PadLeft < g.KernelWidth && WinogradConvolution.Serves(Mirrored(in g));

    /// <summary>Computes x̄.</summary>
    /// <param name="g">The sizes of the convolution.</param>
    /// <param name="dy">The upstream gradients.</param>
    /// <param name="w">The weights, OHWI, and as <see cref="Transform"/> writes them if somebody did that before.</param>
    /// <param name="dx">The gradients of the images.</param>
    public static void Run(in WindowGeometry g, float* dy, LayerWeights w, float* dx)
    {
        float* weights = w.Packed is not null ? w.Packed : Transform(in g, w.Values);
        WinogradConvolution pass = new()
        {
            Geometry = Mirrored(in g),
            Source = dy,
            Target = dx,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        WinogradConvolution.Run(pass, new LayerWeights(w.Values, weights));
    }

    /// <summary>The floats that the mirrored weights take when they are transformed.</summary>
    public static long WeightsLength<TSimd, TVector>(in WindowGeometry g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => WinogradConvolution.WeightsLength<TSimd, TVector>(g.OutputChannels, g.InputChannels);

    /// <summary>Mirrors weights, OHWI, and transforms them.</summary>
    public static void Transform<TSimd, TVector>(in WindowGeometry g, float* w, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* panels = Scratch.Get<float>(Scratch.Use.Weights, ConvolutionInputGradient.PackedLength<TSimd, TVector>(in g));
        ConvolutionInputGradient.Pack<TSimd, TVector>(in g, w, panels);
        WinogradTransform.OfWeights<TSimd, TVector>(panels, g.OutputChannels, g.InputChannels, target);
    }

    private static float* Transform(in WindowGeometry g, float* w) => SimdWidth.For(g.InputChannels) switch
    {
        16 => TransformInScratch<Simd512, Vector512<float>>(in g, w),
        8 => TransformInScratch<Simd256, Vector256<float>>(in g, w),
        4 => TransformInScratch<Simd128, Vector128<float>>(in g, w),
        _ => TransformInScratch<SimdScalar, float>(in g, w),
    };

    private static float* TransformInScratch<TSimd, TVector>(in WindowGeometry g, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* transformed = Scratch.Get<float>(Scratch.Use.TransformedWeights, WeightsLength<TSimd, TVector>(in g));
        Transform<TSimd, TVector>(in g, w, transformed);
        return transformed;
    }

    private static WindowGeometry Mirrored(in WindowGeometry g) => g with
    {
        InputHeight = g.OutputHeight,
        InputWidth = g.OutputWidth,
        InputChannels = g.OutputChannels,
        OutputHeight = g.InputHeight,
        OutputWidth = g.InputWidth,
        OutputChannels = g.InputChannels,
        PadTop = g.KernelHeight - 1 - g.PadTop,
        PadLeft = g.KernelWidth - 1 - g.PadLeft,
    };
}
