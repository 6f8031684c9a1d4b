namespace Bantam.Model;

/// <summary>The orders in which kernels read packed weights.</summary>
internal enum WeightOrder
{
    /// <summary>Panels of <see cref="GemmPacking"/>.</summary>
    Panels,

    /// <summary>Transformed, as <see cref="WinogradTransform.OfWeights"/> writes them.</summary>
    Winograd,

    /// <summary>Pairs of terms, as <see cref="ConvolutionPairs.Pack"/> writes them.</summary>
    Pairs,
}
