using System.Buffers.Binary;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Constants as tensors of a file.</summary>
internal static class OnnxTensors
{
    /// <summary>A constant as a tensor.</summary>
    public static OnnxTensor Of(string name, ConstantTensor constant)
    {
        OnnxTensor tensor = new() { Name = name, DataType = (int)constant.Element, Raw = Raw(constant) };
        foreach (int length in constant.Shape.Lengths)
        {
            tensor.Dims.Add(length);
        }

        return tensor;
    }

    /// <summary>A tensor of the graph as a constant.</summary>
    public static ConstantTensor Constant(Tensor tensor) => tensor.Element switch
    {
        ElementType.Int8 => Wholes<sbyte>(OnnxElement.Int8, tensor),
        ElementType.Int16 => Wholes<short>(OnnxElement.Int16, tensor),
        ElementType.Int32 => Wholes<int>(OnnxElement.Int32, tensor),
        ElementType.Int64 => Wholes<long>(OnnxElement.Int64, tensor),
        _ => ConstantTensor.OfReals(OnnxElement.Float32, tensor.Shape, Array.ConvertAll(tensor.ToArray<float>(), value => (double)value)),
    };

    private static ConstantTensor Wholes<T>(OnnxElement element, Tensor tensor)
        where T : unmanaged, System.Numerics.IBinaryInteger<T> =>
        ConstantTensor.OfWholes(element, tensor.Shape, Array.ConvertAll(tensor.ToArray<T>(), long.CreateChecked));

    /// <summary>Little-endian elements; of 4 bits the first lies in the lower half of a byte.</summary>
    private static byte[] Raw(ConstantTensor constant)
    {
        int bits = constant.Element.Bits;
        byte[] raw = new byte[(((long)constant.Count * bits) + 7) / 8];
        for (int i = 0; i < constant.Count; i++)
        {
            switch (bits)
            {
                case < 8:
                    raw[i * bits / 8] |= (byte)((constant.Whole(i) & ((1 << bits) - 1)) << (i * bits % 8));
                    break;
                case 8:
                    raw[i] = unchecked((byte)constant.Whole(i));
                    break;
                case 16:
                    BinaryPrimitives.WriteInt16LittleEndian(raw.AsSpan(i * 2), unchecked((short)constant.Whole(i)));
                    break;
                case 32 when constant.Element.IsFloat:
                    BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * 4), (float)constant.Real(i));
                    break;
                case 32:
                    BinaryPrimitives.WriteInt32LittleEndian(raw.AsSpan(i * 4), unchecked((int)constant.Whole(i)));
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * 8), constant.Whole(i));
                    break;
            }
        }

        return raw;
    }
}
