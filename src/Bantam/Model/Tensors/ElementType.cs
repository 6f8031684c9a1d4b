namespace Bantam.Model;

/// <summary>What one element of a tensor is.</summary>
/// <remarks>Integers of fewer than 8 bits are not element types: they are encodings of a plan.</remarks>
public enum ElementType
{
    /// <summary>IEEE 754 single precision. Kernels for it are vectorized.</summary>
    Float32,

    /// <summary>IEEE 754 double precision. Only reference kernels: gradient checks run in it.</summary>
    Float64,

    /// <summary>Signed 8-bit integer: quantized activations and weights.</summary>
    Int8,

    /// <summary>Signed 32-bit integer: accumulators, biases and class labels.</summary>
    Int32,

    /// <summary>Signed 16-bit integer: quantized activations that need more than 256 levels.</summary>
    Int16,

    /// <summary>Signed 64-bit integer: the biases of layers with 16-bit activations.</summary>
    Int64,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    extension(ElementType type)
    {
        /// <summary>The size of one element in bytes.</summary>
        public int SizeBytes => type switch
        {
            ElementType.Float32 or ElementType.Int32 => 4,
            ElementType.Float64 or ElementType.Int64 => 8,
            ElementType.Int16 => 2,
            _ => 1,
        };

        /// <summary>Whether gradients can flow through elements of this type.</summary>
        public bool IsFloat => type is ElementType.Float32 or ElementType.Float64;
    }

    /// <summary>The element type that stores values of a .NET type.</summary>
    /// <typeparam name="T">One of <see cref="float"/>, <see cref="double"/>, <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="long"/>.</typeparam>
    /// <returns>The element type.</returns>
    /// <exception cref="NotSupportedException">No tensor stores this type.</exception>
    public static ElementType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(double) ? ElementType.Float64
        : typeof(T) == typeof(sbyte) ? ElementType.Int8
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(short) ? ElementType.Int16
        : typeof(T) == typeof(long) ? ElementType.Int64
        : throw new NotSupportedException($"A tensor cannot hold {typeof(T).Name}; it holds float, double, sbyte, short, int or long.");
}
