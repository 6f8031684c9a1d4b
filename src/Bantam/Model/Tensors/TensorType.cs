namespace Bantam.Model;

/// <summary>What a tensor is without its values: element type and shape.</summary>
/// <param name="Element">The element type.</param>
/// <param name="Shape">The axis lengths.</param>
public readonly record struct TensorType(ElementType Element, Shape Shape)
{
    /// <summary>The size of the dense values in bytes.</summary>
    public long SizeBytes => (long)Shape.Count * Element.SizeBytes;

    /// <summary>The type as text: <c>Float32[1, 28, 28, 1]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Element}{Shape}";
}
