using System.Globalization;
using Bantam.Model;

namespace Bantam.Tests.Formats;

/// <summary>A tensor as text, so that a test compares type, shape and values at once.</summary>
internal static class TensorText
{
    public static string Of(Tensor tensor)
    {
        IEnumerable<IFormattable> values = tensor.Element switch
        {
            ElementType.Float32 => tensor.ToArray<float>().Cast<IFormattable>(),
            ElementType.Float64 => tensor.ToArray<double>().Cast<IFormattable>(),
            ElementType.Int8 => tensor.ToArray<sbyte>().Cast<IFormattable>(),
            ElementType.Int16 => tensor.ToArray<short>().Cast<IFormattable>(),
            ElementType.Int32 => tensor.ToArray<int>().Cast<IFormattable>(),
            _ => tensor.ToArray<long>().Cast<IFormattable>(),
        };
        return $"{tensor.Type} {string.Join(' ', values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)))}";
    }
}
