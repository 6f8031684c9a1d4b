using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bantam.Deployment;

/// <summary>What one step of a model left, as a traced run saw it.</summary>
/// <param name="Sample">The sample, from 0.</param>
/// <param name="Step">The step's number, as the generated code passes it.</param>
/// <param name="Instructions">
/// The instructions since the step before (or the start), to within the few that hand the step to the tracer; null on the host.
/// </param>
/// <param name="Data">The bytes that the step wrote.</param>
public sealed record TraceStep(int Sample, int Step, long? Instructions, sbyte[] Data)
{
    private const int RecordBytes = 16;

    /// <summary>Reads the records of a traced run: sample, step, bytes and ticks as 32-bit words, then the bytes.</summary>
    /// <exception cref="EmulatorException">A record does not fit in the file.</exception>
    internal static List<(int Sample, int Step, uint Ticks, sbyte[] Data)> ReadRecords(ReadOnlySpan<byte> file)
    {
        List<(int, int, uint, sbyte[])> records = [];
        while (file.Length > 0)
        {
            int bytes = file.Length < RecordBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
            if (bytes < 0 || bytes > file.Length - RecordBytes)
            {
                throw new EmulatorException(
                    ProgramFailure.WrongLength,
                    $"Record {records.Count} of the trace says it has {bytes} bytes, but {file.Length} are left. Check the lengths that the generated code traces.");
            }

            records.Add((
                BinaryPrimitives.ReadInt32LittleEndian(file),
                BinaryPrimitives.ReadInt32LittleEndian(file[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(file[12..]),
                MemoryMarshal.Cast<byte, sbyte>(file.Slice(RecordBytes, bytes)).ToArray()));
            file = file[(RecordBytes + bytes)..];
        }

        return records;
    }
}
