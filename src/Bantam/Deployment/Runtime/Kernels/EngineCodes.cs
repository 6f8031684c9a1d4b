using System.Runtime.Intrinsics;

namespace Bantam.Deployment;

/// <summary>How the engine stores int8 codes: as bytes without sign, code + 128, because fast dot products take one factor without sign.</summary>
internal static unsafe class EngineCodes
{
    /// <summary>Added to a code.</summary>
    public const int Offset = 128;

    /// <summary>The byte of a code. Adding 128 flips the highest bit.</summary>
    public static byte FromCode(sbyte code) => (byte)(code + Offset);

    /// <summary>Writes codes to where an activation lies.</summary>
    public static void Write(ReadOnlySpan<byte> codes, byte* activations, in ImageLayout layout)
    {
        fixed (byte* source = codes)
        {
            for (int row = 0; row < layout.Height; row++)
            {
                Copy(source + ((nint)row * layout.RowBytes), activations + layout.Offset + ((nint)row * layout.RowStride), in layout);
            }
        }
    }

    /// <summary>Reads the codes of an activation.</summary>
    public static void Read(byte* activations, in ImageLayout layout, Span<byte> codes)
    {
        fixed (byte* target = codes)
        {
            for (int row = 0; row < layout.Height; row++)
            {
                Copy(activations + layout.Offset + ((nint)row * layout.RowStride), target + ((nint)row * layout.RowBytes), in layout);
            }
        }
    }

    private static void Copy(byte* source, byte* target, in ImageLayout layout)
    {
        int count = layout.RowBytes;
        if (!layout.HasBytes)
        {
            new ReadOnlySpan<byte>(source, count).CopyTo(new Span<byte>(target, count));
            return;
        }

        int i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256.Load(source + i) ^ Vector256.Create((byte)Offset)).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = (byte)(source[i] ^ Offset);
        }
    }
}
