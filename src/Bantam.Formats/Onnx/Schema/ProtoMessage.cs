using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bantam.Model;
using Google.Protobuf;

namespace Bantam.Formats;

/// <summary>Reads the fields of one protocol buffer message in place: nested messages and bytes are parts of the same memory.</summary>
/// <remarks>So no length in a file makes memory: whatever a field claims must lie within the message that holds it.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A stream over an array holds nothing that must be given back.")]
internal sealed class ProtoMessage
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _file;
    private readonly CodedInputStream _stream;
    private uint _tag;

    private ProtoMessage(byte[] file, int start, int length)
    {
        _file = file;
        _stream = new CodedInputStream(file, start, length);
    }

    /// <summary>The number of the field that was found last.</summary>
    public int Field => WireFormat.GetTagFieldNumber(_tag);

    /// <summary>A whole file as one message.</summary>
    public static ProtoMessage Of(byte[] file) => new(file, 0, file.Length);

    /// <summary>Finds the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next() => (_tag = _stream.ReadTag()) != 0;

    /// <summary>Passes over the value of a field that is of no use.</summary>
    public void Skip() => _stream.SkipLastField();

    /// <summary>A whole number.</summary>
    public long Whole()
    {
        Expect(WireFormat.WireType.Varint);
        return _stream.ReadInt64();
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Whole32()
    {
        Expect(WireFormat.WireType.Varint);
        return _stream.ReadInt32();
    }

    /// <summary>A number in single precision.</summary>
    public float Single()
    {
        Expect(WireFormat.WireType.Fixed32);
        return _stream.ReadFloat();
    }

    /// <summary>A message within this one.</summary>
    public ProtoMessage Message()
    {
        (int start, int length) = Part();
        return new ProtoMessage(_file, start, length);
    }

    /// <summary>Bytes, not copied.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        (int start, int length) = Part();
        return _file.AsMemory(start, length);
    }

    /// <summary>A text.</summary>
    public string Text() => s_utf8.GetString(Bytes().Span);

    /// <summary>Whole numbers: one, or a packed list.</summary>
    public void AddWholes(List<long> target) => AddTo(target, WireFormat.WireType.Varint, stream => stream.ReadInt64());

    /// <summary>Numbers in single precision: one, or a packed list.</summary>
    public void AddSingles(List<float> target) => AddTo(target, WireFormat.WireType.Fixed32, stream => stream.ReadFloat());

    /// <summary>Numbers in double precision: one, or a packed list.</summary>
    public void AddDoubles(List<double> target) => AddTo(target, WireFormat.WireType.Fixed64, stream => stream.ReadDouble());

    private void AddTo<T>(List<T> target, WireFormat.WireType type, Func<CodedInputStream, T> read)
    {
        if (WireFormat.GetTagWireType(_tag) == type)
        {
            target.Add(read(_stream));
            return;
        }

        (int start, int length) = Part();
        CodedInputStream packed = new(_file, start, length);
        while (!packed.IsAtEnd)
        {
            target.Add(read(packed));
        }
    }

    private (int Start, int Length) Part()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        // Positions count from the beginning of the file.
        int before = (int)_stream.Position;
        _stream.SkipLastField();
        int after = (int)_stream.Position;
        int length = new CodedInputStream(_file, before, after - before).ReadLength();
        return (after - length, length);
    }

    private void Expect(WireFormat.WireType type)
    {
        if (WireFormat.GetTagWireType(_tag) != type)
        {
            throw new ModelFormatException($"Field {Field} of a message of the ONNX file is stored as {WireFormat.GetTagWireType(_tag)}, but {type} was expected. The file is damaged, or no ONNX model.");
        }
    }
}
