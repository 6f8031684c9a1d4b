namespace Bantam.Model;

/// <summary>The weights of a layer as its kernel gets them: as they are, and packed where somebody did that before.</summary>
/// <param name="values">The weights, one row for each output.</param>
/// <param name="packed">The same in the order in which the kernel reads them (<see cref="PackedWeights"/>), or null.</param>
internal readonly unsafe struct LayerWeights(float* values, float* packed = null)
{
    /// <summary>The weights, one row for each output.</summary>
    public float* Values { get; } = values;

    /// <summary>The same in the order in which the kernel reads them (<see cref="PackedWeights"/>), or null.</summary>
    public float* Packed { get; } = packed;
}
