using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>Reads a device of one's own from a JSON file.</summary>
/// <remarks>
/// <para>Built-in devices are files of the same format, read by the same code. The sections beyond the fields below are optional:</para>
/// <code>
/// { "name": "my-board", "core": "Cortex-M4F", "instructionSet": "Armv7E-M", "hasDsp": true, "hasFpu": true,
///   "clockHertz": 64000000, "flashBytes": 1048576, "ramBytes": 262144, "source": "data sheet" }
/// </code>
/// </remarks>
public static class DeviceFile
{
    private const int MaximumBytes = 1 << 16;

    /// <summary>Reads a device.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The device.</returns>
    /// <exception cref="InvalidDataException">The file is no device: the message names the field.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Device Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no device file {path}.", path);
        }

        using FileStream stream = file.OpenRead();
        return Read(stream, path);
    }

    /// <summary>Reads a device from a stream of unknown origin.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <returns>The device.</returns>
    /// <exception cref="InvalidDataException">The text is no device: the message names the field.</exception>
    internal static Device Read(Stream stream, string name)
    {
        byte[] bytes = new byte[MaximumBytes + 1];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaximumBytes)
        {
            throw new InvalidDataException($"{name} has more than {MaximumBytes} bytes; a device file has at most {MaximumBytes}.");
        }

        Device device = Parse(Encoding.UTF8.GetString(bytes.AsSpan(0, count)).TrimStart('\ufeff'), name);
        return DeviceRules.Breach(device) is { } breach ? throw new InvalidDataException($"{name}: {breach}.") : device;
    }

    private static Device Parse(string text, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(text, DeviceJsonContext.Default.Device)
                ?? throw new InvalidDataException($"{name} is empty; it must hold a device as a JSON object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{name} is no device: {Explanation(fault)} A device has the fields name, core, instructionSet, clockHertz, flashBytes, ramBytes and source.", fault);
        }
    }

    private static string Explanation(JsonException fault) =>
        fault.Path is { Length: > 2 } field && fault.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"{field[2..]} in line {fault.LineNumber + 1} has a value of the wrong kind. Numbers stand without quotes and without a unit, which the field's name gives: \"ramBytes\": 65536, not \"64kB\"."
            : fault.Message;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Device))]
internal sealed partial class DeviceJsonContext : JsonSerializerContext;
